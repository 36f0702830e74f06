/**
 * The vocabulary of attacks. An attack is written for one example at a time, as
 * a *walk*: a generator that asks the network questions and gets answers. The
 * walks of many examples are driven together ({@linkcode drive}), so that the
 * network sees full batches although no walk knows of any other: an example's
 * result cannot depend on the batch it was in, and an example that is decided
 * gives its place to the next at once.
 *
 * @module
 */
import type { Random } from "../random.ts";
import type { LossName } from "./losses.ts";

/** One example under attack. */
export interface Point {
  /** Its number in the whole set, from which its randomness comes. */
  readonly index: number;
  /** The unperturbed input (foolbox's `x0`), `[size]`, in [0, 1]. */
  readonly origin: Float32Array;
  /** Its true class. */
  readonly label: number;
  /** The shape of one input, without the batch. */
  readonly shape: readonly number[];
  /** Its own generator. */
  readonly random: Random;
}

/** What a walk asks: the logits at `x`, and the gradient of a loss there unless it is null. */
export interface Query {
  /** Where, `[size]`; read before the walk goes on, so it may be changed afterwards. */
  readonly x: Float32Array;
  /** Which loss to differentiate, or null for the logits alone. */
  readonly loss: LossName | null;
  /** The class a targeted loss aims at. */
  readonly target?: number;
}

/** What a walk is told; the arrays are its own to read until its next question. */
export interface Answer {
  /** `[classes]` */
  readonly logits: Float32Array;
  /** The loss at `x`; 0 if none was asked for. */
  readonly loss: number;
  /** `[size]`, the loss's gradient in the input; empty if none was asked for. */
  readonly gradient: Float32Array;
  /** Its l2 norm. */
  readonly gradientNorm: number;
}

/** The attack of one example; returns the point it offers as adversarial, or null. */
export type Walk = Generator<Query, Float32Array | null, Answer>;

/** An attack with all its settings: a value that can be run, and written beside its results as JSON. */
export interface Attack {
  /** What the literature calls it. */
  readonly name: string;
  /** JSON-safe. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Gradients whose norm is at most this are counted as floored; what the attack makes of them is its own. */
  readonly gradientFloor: number;
  /** Whether it looks for the nearest adversarial point, so that one run serves every radius. */
  readonly minimal: boolean;
  /**
   * Starts on one example. A minimal attack given a finite radius stops at the
   * first adversarial point within it.
   */
  walk(point: Point, radius: number): Walk;
}

/**
 * In which order an attack plan goes through the radii, and what one radius tells of another.
 *
 * - `separate`: nothing is inferred; every radius is attacked by itself, as the paper did.
 * - `ascending`: a point broken at one radius is broken at all larger ones and not attacked again.
 * - `descending`: as ascending, and a point that stands at one radius is taken to stand at all
 *   smaller ones, whose balls lie inside: one full run for most points.
 */
export type RadiusOrder = "separate" | "ascending" | "descending";

/** Attacks run one after the other, each on what still stands. */
export interface AttackPlan {
  /** The name that rows carry: `paper`, `margin`, `standard`, … */
  readonly name: string;
  /** How the radii are gone through. */
  readonly order: RadiusOrder;
  /** The attacks, in order. */
  readonly attacks: readonly Attack[];
}

/** The class of the largest logit, the first of equals; -1 if any logit is NaN, which no label equals. */
export function predictedClass(logits: Float32Array): number {
  let best = 0;
  for (let k = 0; k < logits.length; k++) {
    if (Number.isNaN(logits[k])) return -1;
    if (logits[k]! > logits[best]!) best = k;
  }
  return best;
}

/** The classes other than `label`, the likeliest first, at most `count` of them. */
export function likeliestRivals(logits: Float32Array, label: number, count: number): number[] {
  const rivals = Array.from(logits.keys()).filter((k) => k !== label);
  return rivals.sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, count);
}
