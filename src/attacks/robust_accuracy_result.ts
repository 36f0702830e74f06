/**
 * What an evaluation of robust accuracy gives back, whole or in shards.
 *
 * @module
 */
import type { Attack, AttackPlan } from "./attack.ts";
import { type Diagnosis, mergeDiagnoses } from "./diagnosis.ts";
import { type AttackWarning, diagnosisWarnings } from "./diagnosis_warnings.ts";
import type { Siege } from "./siege.ts";

/** What `robustAccuracy` found, as plain JSON-safe data. */
export interface RobustAccuracy {
  /** The plan with all its settings. */
  readonly plan: {
    readonly name: string;
    readonly order: AttackPlan["order"];
    readonly attacks: readonly Pick<Attack, "name" | "settings">[];
  };
  /** The radii, as given. */
  readonly radii: readonly number[];
  /** The examples' numbers, as given. */
  readonly indices: readonly number[];
  /** `[examples]`: 1 if the network is right without attack. */
  readonly clean: readonly number[];
  /** `[radii][examples]`: 1 if the network is right without attack and stands. */
  readonly robust: readonly (readonly number[])[];
  /** `[examples]`: how near the nearest adversarial point found is, l2 in pixel space; 0 for clean errors, null where none was found. */
  readonly distances: readonly (number | null)[];
  /** `[examples]`: within which radius, l2 in pixel space, no point at all is classified otherwise; null where the network cannot bound its steepness. */
  readonly certified: readonly number[] | null;
  /** The mean of `clean`. */
  readonly cleanAccuracy: number;
  /** `[radii]`: the means of `robust`. */
  readonly accuracy: readonly number[];
  /** `[radii]`: the share certified at that radius, which no attack can bring below; null as `certified`. */
  readonly certifiedAccuracy: readonly number[] | null;
  /** What the attacks say about themselves. */
  readonly diagnosis: Diagnosis;
  /** Reasons to doubt the result; see `docs/attacks.md`. */
  readonly warnings: readonly AttackWarning[];
}

/** The result of a siege that is over. */
export function resultOf(
  plan: AttackPlan,
  { examples, radii, clean, robust, distances, certified }: Siege,
  diagnosis: Diagnosis,
): RobustAccuracy {
  return {
    plan: {
      name: plan.name,
      order: plan.order,
      attacks: plan.attacks.map(({ name, settings }) => ({ name, settings })),
    },
    radii: [...radii],
    indices: [...examples.indices],
    clean: [...clean],
    robust,
    distances: Array.from(distances, (distance) => Number.isFinite(distance) ? distance : null),
    certified,
    cleanAccuracy: mean(clean),
    accuracy: robust.map(mean),
    certifiedAccuracy: sharesWithin(certified, radii),
    diagnosis,
    warnings: diagnosisWarnings(diagnosis),
  };
}

/**
 * Puts the results of shards of one set together, in the order given.
 *
 * @throws {Error} If there are none, or they are of different plans or radii.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { mergeRobustAccuracy, pgd, robustAccuracy, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const weights = tf.tensor2d([[-1, 1], [1, -1]]);
 * const network = {
 *   inputShape: [2],
 *   classes: 2,
 *   logits: (x: tf.Tensor) => tf.matMul<tf.Tensor2D>(x, weights),
 * };
 * const shard = (pixels: number[][], indices: number[]) =>
 *   robustAccuracy(network, {
 *     images: tf.tensor2d(pixels),
 *     labels: tf.tensor1d(pixels.map(() => 1), "int32"),
 *   }, { radii: [0.1], attack: pgd({ steps: 20 }), indices });
 * const whole = mergeRobustAccuracy([
 *   await shard([[0.9, 0.1], [0.5, 0.5]], [0, 1]), // far from the boundary, and on it
 *   await shard([[0.55, 0.5]], [2]),
 * ]);
 * assertEquals(whole.robust, [[1, 0, 0]]);
 * ```
 */
export function mergeRobustAccuracy(shards: readonly RobustAccuracy[]): RobustAccuracy {
  const [first] = shards;
  const kind = ({ plan, radii }: RobustAccuracy) => JSON.stringify([plan, radii]);
  if (!first || shards.some((shard) => kind(shard) !== kind(first))) {
    throw new Error("Cannot merge robust accuracies: shards of one plan and its radii are needed");
  }
  const clean = shards.flatMap((shard) => shard.clean);
  const robust = first.radii.map((_, level) => shards.flatMap((shard) => shard.robust[level]!));
  const diagnosis = mergeDiagnoses(shards.map((shard) => shard.diagnosis));
  const certified = shards.some((shard) => !shard.certified)
    ? null
    : shards.flatMap((shard) => shard.certified!);
  return {
    plan: first.plan,
    radii: first.radii,
    indices: shards.flatMap((shard) => shard.indices),
    clean,
    robust,
    distances: shards.flatMap((shard) => shard.distances),
    certified,
    cleanAccuracy: mean(clean),
    accuracy: robust.map(mean),
    certifiedAccuracy: sharesWithin(certified, first.radii),
    diagnosis,
    warnings: diagnosisWarnings(diagnosis),
  };
}

/** The shares of the examples whose certified radius reaches each radius; at 0 the clean errors have none. */
function sharesWithin(
  certified: readonly number[] | null,
  radii: readonly number[],
): readonly number[] | null {
  return certified &&
    radii.map((radius) => mean(certified.map((own) => Number(own > 0 && own >= radius))));
}

const mean = (flags: readonly number[]): number =>
  flags.length === 0 ? NaN : flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
