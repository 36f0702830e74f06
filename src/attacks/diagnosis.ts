/**
 * What an attack says about itself, so that its result can be trusted or not:
 * counts that add up over shards, and the warnings read from them.
 *
 * @module
 */

/** What is odd about the network's outputs on the unperturbed examples. */
export interface OutputCounts {
  /** How many examples were looked at. */
  readonly examples: number;
  /** How many have a NaN among their logits. */
  readonly nan: number;
  /** How many have logits that could be probabilities: in [0, 1], of sum 1. */
  readonly probabilities: number;
  /** How many have exactly the logits of the first. */
  readonly constant: number;
  /** The first example's logits, by which shards are told apart; those of earlier versions have none. */
  readonly first?: readonly number[];
}

/** What was seen while one attack ran at one radius. */
export interface AttackRun {
  /** The attack's name. */
  readonly attack: string;
  /** The radius; null where a minimal attack had none. */
  readonly radius: number | null;
  /** How many examples it was run on. */
  readonly attacked: number;
  /** How many of them it broke: misclassified in ball and box, as recomputed after the attack. */
  readonly broken: number;
  /** How many of them asked for a gradient. */
  readonly gradients: number;
  /** How many of those began with a gradient that is zero or under the attack's floor. */
  readonly flooredGradients: number;
  /** How many met a NaN among logits or gradients. */
  readonly nan: number;
  /** How many offered a point. */
  readonly candidates: number;
  /** How many of those were clearly outside ball or box before they were projected. */
  readonly strayed: number;
  /** How many of those were pushed onto the box's border, to within half a grey level, in at least one pixel. */
  readonly onBorder: number;
  /** The largest perturbation among the projected points within the radius, l2. */
  readonly largestPerturbation: number;
}

/** Everything an evaluation says about itself; JSON-safe. */
export interface Diagnosis {
  /** The network's outputs without attack. */
  readonly outputs: OutputCounts;
  /** Every attack at every radius, in the order they ran. */
  readonly runs: readonly AttackRun[];
}

/** Counts what is odd about logits, one row an example. */
export function countOutputs(rows: readonly Float32Array[]): OutputCounts {
  const count = (test: (row: Float32Array) => boolean) => rows.filter(test).length;
  return {
    examples: rows.length,
    nan: count((row) => row.some(Number.isNaN)),
    probabilities: count((row) =>
      row.every((p) => p >= -1e-5 && p <= 1 + 1e-5) &&
      Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) < 1e-4
    ),
    constant: count((row) => row.every((z, k) => z === rows[0]![k])),
    ...rows[0] && { first: [...rows[0]] },
  };
}

/**
 * Adds the diagnoses of shards that ran the same attacks at the same radii.
 *
 * @throws {Error} If there are none, or they did not run the same attacks.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mergeDiagnoses } from "@marginlab/marginlab";
 *
 * const outputs = { examples: 10, nan: 1, probabilities: 0, constant: 1 };
 * const { outputs: sum } = mergeDiagnoses([{ outputs, runs: [] }, { outputs, runs: [] }]);
 * assertEquals(sum.examples, 20);
 * ```
 */
export function mergeDiagnoses(shards: readonly Diagnosis[]): Diagnosis {
  const [first] = shards;
  if (!first || shards.some(({ runs }) => runs.length !== first.runs.length)) {
    throw new Error("Cannot merge diagnoses: shards of one and the same evaluation are needed");
  }
  return {
    outputs: addOutputs(shards.map(({ outputs }) => outputs)),
    runs: first.runs.map((_, run) => shards.map(({ runs }) => runs[run]!).reduce(addRuns)),
  };
}

function addOutputs(shards: readonly OutputCounts[]): OutputCounts {
  const first = shards.find(({ examples }) => examples > 0)?.first;
  const sum = (count: Exclude<keyof OutputCounts, "first">, of = shards) =>
    of.reduce((sum, shard) => sum + shard[count], 0);
  const alike = shards.filter((shard) => String(shard.first) === String(first));
  // One example is always like itself: alone, its logits unknown, it tells nothing of the others.
  const tells = first !== undefined || shards.some(({ examples }) => examples > 1);
  return {
    examples: sum("examples"),
    nan: sum("nan"),
    probabilities: sum("probabilities"),
    constant: tells ? sum("constant", alike) : 0,
    ...first && { first },
  };
}

function addRuns(a: AttackRun, b: AttackRun): AttackRun {
  return {
    attack: a.attack,
    radius: a.radius,
    attacked: a.attacked + b.attacked,
    broken: a.broken + b.broken,
    gradients: a.gradients + b.gradients,
    flooredGradients: a.flooredGradients + b.flooredGradients,
    nan: a.nan + b.nan,
    candidates: a.candidates + b.candidates,
    strayed: a.strayed + b.strayed,
    onBorder: a.onBorder + b.onBorder,
    largestPerturbation: Math.max(a.largestPerturbation, b.largestPerturbation),
  };
}
