/**
 * What a diagnosis warns of.
 *
 * @module
 */
import type { AttackRun, Diagnosis } from "./diagnosis.ts";

/** A reason to doubt a result; `docs/attacks.md` says what to do about each. */
export interface AttackWarning {
  /** Which of the reasons. */
  readonly code:
    | "floored_gradients"
    | "nan"
    | "probabilities"
    | "constant_logits"
    | "strayed"
    | "gradients_mislead";
  /** The reason in one sentence, with its numbers. */
  readonly message: string;
}

/** Above this share of zero or floored gradients an attack warns. */
const flooredShare = 0.01;
/** Above this share broken by Square after attacks with gradients, gradients mislead (AutoAttack's own threshold). */
const squareShare = 0.002;

/**
 * The warnings a diagnosis gives rise to; none if all is well.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { diagnosisWarnings } from "@marginlab/marginlab";
 *
 * const outputs = { examples: 10, nan: 1, probabilities: 0, constant: 1 };
 * const [warning] = diagnosisWarnings({ outputs, runs: [] });
 * assertEquals(warning?.message, "1 of 10 examples have NaN logits");
 * ```
 */
export function diagnosisWarnings({ outputs, runs }: Diagnosis): AttackWarning[] {
  const warnings: AttackWarning[] = [];
  const warn = (code: AttackWarning["code"], message: string) => warnings.push({ code, message });
  const { examples } = outputs;
  if (outputs.nan > 0) warn("nan", `${outputs.nan} of ${examples} examples have NaN logits`);
  if (examples > 0 && outputs.probabilities === examples) {
    warn("probabilities", "every output looks like a probability distribution, logits are needed");
  }
  if (examples > 1 && outputs.constant === examples) {
    warn("constant_logits", `the logits are the same for all ${examples} examples`);
  }
  runs.forEach((run, position) => {
    warnOfRun(run, warn);
    if (!isMisled(runs, position, examples)) return;
    warn(
      "gradients_mislead",
      `${nameOf(run)} broke ${run.broken} points that gradients had left standing`,
    );
  });
  return warnings;
}

/** Whether Square broke what attacks before it in the plan had asked gradients about in vain. */
function isMisled(runs: readonly AttackRun[], position: number, examples: number): boolean {
  const isSquare = ({ attack }: AttackRun) => attack === "square";
  const run = runs[position]!;
  if (!isSquare(run) || run.broken <= squareShare * examples) return false;
  const before = new Set(runs.slice(0, runs.findIndex(isSquare)).map(({ attack }) => attack));
  return runs.slice(0, position).some(({ attack, gradients }) =>
    before.has(attack) && gradients > 0
  );
}

function nameOf({ attack, radius }: AttackRun): string {
  return radius === null ? attack : `${attack} at radius ${radius}`;
}

function warnOfRun(
  run: AttackRun,
  warn: (code: AttackWarning["code"], message: string) => void,
): void {
  const name = nameOf(run);
  if (run.flooredGradients > flooredShare * run.gradients) {
    const percent = (100 * run.flooredGradients / run.gradients).toFixed(1);
    warn(
      "floored_gradients",
      `${name}: ${percent} % of the examples start with a gradient under the floor`,
    );
  }
  if (run.nan > 0) warn("nan", `${name}: ${run.nan} of ${run.attacked} examples met a NaN`);
  if (run.strayed > 0) {
    warn("strayed", `${name}: ${run.strayed} points lay outside ball or box and were projected`);
  }
}
