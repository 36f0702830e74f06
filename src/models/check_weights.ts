/**
 * Named weights against the shapes that a network needs.
 *
 * @module
 */
import type { WeightArrays } from "../types.ts";

/**
 * Accepts weights whose names and shapes are exactly the expected ones.
 *
 * @param arrays What there is.
 * @param shapes The shape that each name must have.
 * @throws {TypeError} One error that names everything missing, extra and misshapen.
 */
export function checkWeights(
  arrays: WeightArrays,
  shapes: ReadonlyMap<string, readonly number[]>,
): void {
  const problems = weightProblems(arrays, shapes);
  if (problems === "") return;
  throw new TypeError(
    `Cannot set weights: their names and shapes must be the network's; ${problems}`,
  );
}

/** Everything missing, extra and misshapen in one line; empty where all is well. */
export function weightProblems(
  arrays: WeightArrays,
  shapes: ReadonlyMap<string, readonly number[]>,
): string {
  const found = [...arrays].map(([name, { shape }]) => [name, shape] as const);
  const missing = [...shapes].filter(([name]) => !arrays.has(name)).map(shown);
  const extra = found.filter(([name]) => !shapes.has(name)).map(shown);
  const misshapen = found.flatMap(([name, shape]) => {
    const expected = shapes.get(name);
    if (!expected || sameShape(shape, expected)) return [];
    return [`${shown([name, shape])} where [${expected}] is needed`];
  });
  return Object.entries({ missing, extra, misshapen })
    .filter(([, items]) => items.length > 0)
    .map(([what, items]) => `${what}: ${items.join(", ")}`)
    .join("; ");
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

function shown([name, shape]: readonly [string, readonly number[]]): string {
  return `${name} [${shape}]`;
}
