/**
 * Theorem 2, checked by numbers: adding the average margin regulariser to a
 * Fisher-consistent loss leaves it Fisher-consistent.
 *
 * @module
 */

/** A function of the signed score α = y f(x). */
export type ScoreLoss = (alpha: number) => number;

/** The binary losses that the paper names after Theorem 2. */
export const binaryLosses = {
  logistic: (alpha: number): number => Math.max(-alpha, 0) + Math.log1p(Math.exp(-Math.abs(alpha))),
  exponential: (alpha: number): number => Math.exp(-alpha),
  hinge: (alpha: number): number => Math.max(0, 1 - alpha),
} as const;

/** The name of one of {@linkcode binaryLosses}. */
export type BinaryLossName = keyof typeof binaryLosses;

/**
 * `φ + λ (H_τ − H_0)` with `H_s(α) = max(0, s − α)` (eq. 11): the loss that rewards
 * margins up to τ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binaryLosses, marginRegularised } from "@marginlab/marginlab";
 *
 * const loss = marginRegularised(binaryLosses.hinge, { strength: 0.5, cap: 2 });
 * assertEquals([loss(2), loss(1), loss(0)], [0, 0.5, 2]);
 * ```
 */
export function marginRegularised(
  loss: ScoreLoss,
  options: { strength: number; cap: number },
): ScoreLoss {
  const { strength, cap } = options;
  return (alpha) => loss(alpha) + strength * (Math.max(0, cap - alpha) - Math.max(0, -alpha));
}

/**
 * By how much the best score of the wrong sign is worse than the best of all:
 * `inf_{α(2η−1) ≤ 0} C_η(α) − inf_α C_η(α)` with the conditional risk
 * `C_η(α) = η φ(α) + (1−η) φ(−α)`. Positive for every η ≠ 1/2 means Fisher
 * consistency (definition 1; the paper prints `φ(1−α)`, a slip).
 *
 * Each infimum is the least value on a fine grid of scores that holds the
 * functions' kinks, refined around the best point: a check, not a proof.
 *
 * @param loss Continuous and bounded below.
 * @param options `eta`: η, the probability of the positive class, in [0, 1];
 * `kinks`: scores at which the loss bends; `reach`: the largest |α| looked at, 50 by default.
 * @throws {RangeError} If η is outside [0, 1] or is 1/2, where every score is as good.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { binaryLosses, consistencyGap } from "@marginlab/marginlab";
 *
 * // The hinge's best score for η = 0.8 is 1, at risk 0.4; the best wrong one is 0, at risk 1.
 * assertAlmostEquals(consistencyGap(binaryLosses.hinge, { eta: 0.8, kinks: [1] }), 0.6);
 * ```
 */
export function consistencyGap(
  loss: ScoreLoss,
  options: { eta: number; kinks?: readonly number[]; reach?: number },
): number {
  const { eta, kinks = [], reach = 50 } = options;
  if (!(eta >= 0 && eta <= 1) || eta === 0.5) {
    throw new RangeError(`A consistency gap needs η in [0, 1] other than 1/2, found ${eta}`);
  }
  // A weight of 0 must silence a loss that is infinite there.
  const weighted = (weight: number, alpha: number) => weight === 0 ? 0 : weight * loss(alpha);
  const risk = (alpha: number) => weighted(eta, alpha) + weighted(1 - eta, -alpha);
  const right = Math.sign(eta - 0.5);
  const special = kinks.flatMap((kink) => [kink, -kink]);
  const infimum = (side: number) => leastOn(risk, { to: side * reach, special });
  const wrongSide = infimum(-right);
  return wrongSide - Math.min(wrongSide, infimum(right));
}

/** The least value of a function between 0 and `to`. */
function leastOn(f: ScoreLoss, options: { to: number; special: readonly number[] }): number {
  const { to, special } = options;
  const points = 2000;
  const grid = Array.from({ length: points + 1 }, (_, i) => to * (i / points) ** 2);
  const inside = special.filter((alpha) =>
    alpha * Math.sign(to) > 0 && Math.abs(alpha) < Math.abs(to)
  );
  const alphas = [...grid, ...inside].sort((a, b) => Math.abs(a) - Math.abs(b));
  let best = 0;
  alphas.forEach((alpha, i) => f(alpha) < f(alphas[best]) && (best = i));
  return refined(f, alphas[Math.max(0, best - 1)], alphas[Math.min(alphas.length - 1, best + 1)]);
}

/** Golden-section search. */
function refined(f: ScoreLoss, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  let least = Math.min(f(a), f(b));
  for (let i = 0; i < 60; i++) {
    const [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
    least = Math.min(least, f(c), f(d));
    if (f(c) < f(d)) b = d;
    else a = c;
  }
  return least;
}
