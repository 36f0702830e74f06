/**
 * What made a result: written beside it as `record.json`.
 *
 * @module
 */
import type { Backend, Profile, Recipe } from "../types.ts";

/** What training a network took. */
export interface Training {
  /** The data set's name. */
  readonly dataset: string;
  /** Which network. */
  readonly model: string;
  /** How it was trained. */
  readonly method: string;
  /** How many steps the attack on each batch makes; null without one. */
  readonly attackSteps: number | null;
  /** The median epoch's wall-clock seconds, measuring its errors excepted; null where they are not known. */
  readonly secondsAnEpoch: number | null;
}

/** Everything needed to run a result again, and what it cost. */
export interface ResultRecord {
  /** The experiment's name. */
  readonly experiment: string;
  /** With the paper's figure number. */
  readonly title: string;
  /** How much was run. */
  readonly profile: Profile;
  /** Which recipe trained. */
  readonly recipe: Recipe;
  /** The seed of everything random. */
  readonly seed: number;
  /** The settings as they were run, the user's changes in them. */
  readonly settings: unknown;
  /** What computed, and why. */
  readonly backend: Backend;
  /** Of Deno, V8, TypeScript and TensorFlow.js. */
  readonly versions: Readonly<Record<string, string>>;
  /** The trainings that went into it. */
  readonly trainings: readonly Training[];
  /** SHA-256 of the outputs and of the data that went in, by name. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Wall-clock seconds, without fetching data. */
  readonly seconds: number;
  /** The process's largest resident set. */
  readonly peakMegabytes: number;
  /** When it ended, ISO 8601. */
  readonly finished: string;
}
