import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  cautiousError,
  meanUncertainty,
  shareInterval,
  shareUncertainty,
} from "../../src/records/share_interval.ts";

Deno.test("shareInterval() gives the intervals that SciPy gives", () => {
  // scipy.stats.binomtest(x, n).proportion_ci(method="wilson")
  const known = [
    [0, 10, 0, 0.2775328],
    [5, 10, 0.2365931, 0.7634069],
    [9, 10, 0.5958500, 0.9821238],
    [10, 10, 0.7224672, 1],
    [9900, 10_000, 0.987853, 0.9917707],
  ] as const;
  for (const [count, size, low, high] of known) {
    const found = shareInterval(count / size, size);
    assertAlmostEquals(found.low, low, 1e-6);
    assertAlmostEquals(found.high, high, 1e-6);
  }
});

Deno.test("shareInterval() ends where the share is 1.96 standard errors of the end away", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (size, part) => {
        const share = Math.round(part * size) / size;
        const { low, high } = shareInterval(share, size);
        assert(low <= share + 1e-12 && share <= high + 1e-12);
        for (const end of [low, high]) {
          if (end === 0 || end === 1) continue;
          const error = Math.sqrt(end * (1 - end) / size);
          assertAlmostEquals(Math.abs(share - end), 1.959964 * error, 1e-7);
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("cautiousError() is the binomial one of large samples, and never 0", () => {
  assertAlmostEquals(cautiousError(0.2, 40_000), 0.002, 1e-6);
  for (const share of [0, 1]) assertAlmostEquals(cautiousError(share, 60), 0.0214, 1e-4);
});

Deno.test("shareUncertainty() and meanUncertainty() give the standard error", () => {
  assertAlmostEquals(shareUncertainty(0.2, 400).standard_error, 0.02, 1e-12);
  const { low, high, standard_error } = meanUncertainty([1, 3]);
  assertEquals(standard_error, 1);
  assertAlmostEquals(low, 2 - 1.959964, 1e-12);
  assertAlmostEquals(high, 2 + 1.959964, 1e-12);
  assertEquals(meanUncertainty([2]).standard_error, Infinity);
});
