import { assert, assertEquals } from "@std/assert";

/**
 * Asserts that every number is within `tolerance` times the largest magnitude of
 * what is expected, and that NaN and infinities stand where they must.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance = 1e-5,
): void {
  assertEquals(actual.length, expected.length, what);
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) scale = Math.max(scale, Math.abs(expected[i]!));
  }
  for (let i = 0; i < expected.length; i++) {
    const [found, wanted] = [actual[i]!, expected[i]!];
    const right = Number.isFinite(wanted)
      ? Math.abs(found - wanted) <= tolerance * scale
      : Object.is(found, wanted);
    assert(right, `${what}: at ${i} ${found}, not ${wanted}`);
  }
}
