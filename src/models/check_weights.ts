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
  const problems = [
    list("missing", [...shapes].filter(([name]) => !arrays.has(name)).map(shown)),
    list(
      "extra",
      [...arrays].filter(([name]) => !shapes.has(name)).map(([name, { shape }]) =>
        shown([name, shape])
      ),
    ),
    list(
      "misshapen",
      [...arrays].flatMap(([name, { shape }]) => {
        const expected = shapes.get(name);
        if (!expected || sameShape(shape, expected)) return [];
        return [`${shown([name, shape])} where [${expected}] is needed`];
      }),
    ),
  ].filter((problem) => problem !== "");
  if (problems.length === 0) return;
  throw new TypeError(
    `Cannot set weights: their names and shapes must be the network's; ${problems.join("; ")}`,
  );
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

function shown([name, shape]: readonly [string, readonly number[]]): string {
  return `${name} [${shape}]`;
}

function list(what: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `${what}: ${items.join(", ")}`;
}
