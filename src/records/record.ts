/**
 * What made a result: written beside it as `record.json`.
 *
 * @module
 */
import type { Backend, Profile, Recipe } from "../types.ts";

/** Everything needed to run a result again, and what it cost. */
export interface ResultRecord {
  readonly experiment: string;
  readonly title: string;
  readonly profile: Profile;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly settings: unknown;
  readonly backend: Backend;
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of the outputs and of the data that went in, by name. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Wall-clock seconds, without fetching data. */
  readonly seconds: number;
  /** The process's largest resident set. */
  readonly peakMegabytes: number;
  readonly finished: string;
}

/** SHA-256 in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
