import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  linearLabels,
  logLabels,
  logTickSets,
  multiples,
  niceBelow,
  niceStep,
} from "../../src/plot/ticks.ts";

Deno.test("niceStep() is the next of 1, 2, 5 upwards", () => {
  assertEquals([0.9, 1, 1.1, 3, 7, 0.003].map(niceStep), [1, 1, 2, 5, 10, 0.005]);
});

Deno.test("niceBelow() is the next of 1, 2, 5 downwards", () => {
  assertEquals([0.9, 1, 1.9, 3, 7, 0.003].map(niceBelow), [0.5, 1, 1, 2, 5, 0.002]);
});

Deno.test("niceBelow() and niceStep() enclose any positive size within a factor of 2.5", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (size) => {
      assert(niceBelow(size) <= size * (1 + 1e-8) && niceStep(size) >= size * (1 - 1e-8));
      assert(niceStep(size) / niceBelow(size) <= 2.5 + 1e-9);
    }),
    { seed: 1 },
  );
});

Deno.test("multiples() has both ends and exact decimals", () => {
  assertEquals(multiples(0.1, -0.2, 0.3), [-0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  assertEquals(multiples(50, 1, 200), [50, 100, 150, 200]);
  assertEquals(multiples(10, 1, 9), []);
});

Deno.test("linearLabels() gives all labels the same decimals, thousands apart and a true minus", () => {
  assertEquals(linearLabels([-0.5, 0, 0.5], 0.5), ["−0.5", "0.0", "0.5"]);
  assertEquals(linearLabels([0, 1000, 20000], 1000), ["0", "1,000", "20,000"]);
  assertEquals(linearLabels([0, 0.005, 0.01], 0.005, true), ["0.0 %", "0.5 %", "1.0 %"]);
});

Deno.test("linearLabels() writes very small and very large numbers as powers", () => {
  assertEquals(linearLabels([0, 2e-9], 2e-9), ["0", "2×10⁻⁹"]);
  assertEquals(linearLabels([0, 1.5e9], 1.5e9), ["0", "1.5×10⁹"]);
});

Deno.test("logTickSets() begins with 1, 2, 5 on a short range and with powers of ten on a long one", () => {
  assertEquals(logTickSets(1, 100)[0], [1, 2, 5, 10, 20, 50, 100]);
  assertEquals(logTickSets(1, 1e6)[0], [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
});

Deno.test("logTickSets() has even steps where a range holds few of 1, 2, 5", () => {
  assertEquals(logTickSets(30, 50)[0], [30, 35, 40, 45, 50]);
});

Deno.test("logTickSets() only holds rising ticks inside the range, however short or long", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
      fc.double({ min: 1.0001, max: 1e12, noNaN: true }),
      (low, factor) => {
        const sets = logTickSets(low, low * factor);
        assert(sets.length > 0);
        for (const ticks of sets) {
          assert(ticks.length > 0);
          assert(ticks.every((tick, index) => index === 0 || tick > ticks[index - 1]!));
          assert(ticks[0]! >= low * (1 - 1e-6) && ticks.at(-1)! <= low * factor * (1 + 1e-6));
        }
      },
    ),
    { seed: 1 },
  );
});

Deno.test("logLabels() writes powers throughout once one label would be long", () => {
  assertEquals(logLabels([0.01, 1, 100]), ["0.01", "1", "100"]);
  assertEquals(logLabels([1e-6, 1e-3, 1]), ["10⁻⁶", "10⁻³", "1"]);
  assertEquals(logLabels([0.001, 0.01], true), ["0.1 %", "1 %"]);
});
