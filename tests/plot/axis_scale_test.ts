import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { axisScale } from "../../src/plot/axis_scale.ts";
import { decisive, placed, position } from "../../src/plot/scale_place.ts";
import { textWidth } from "../../src/plot/text_width.ts";

const values = fc.array(
  fc.oneof(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.constantFrom(0, NaN, Infinity, 1e-9),
  ),
  { maxLength: 12 },
);
const options = fc.record({
  along: fc.constantFrom("x" as const, "y" as const),
  length: fc.integer({ min: 40, max: 460 }),
  type: fc.constantFrom("linear" as const, "log" as const),
  zero: fc.boolean(),
  percent: fc.boolean(),
});

Deno.test("axisScale() of epochs has no tick between two of them", () => {
  for (const last of [2, 3, 4, 6, 10, 26, 200, 1000]) {
    const epochs = Array.from({ length: last }, (_, i) => i + 1);
    for (const length of [60, 120, 400]) {
      const { values } = axisScale(epochs, { along: "x", type: "log", length });
      assert(values.length > 0 && values.every(Number.isInteger), `${last}: ${values}`);
    }
  }
});

Deno.test("axisScale() has rising, labelled ticks inside its domain, and every finite value too", () => {
  fc.assert(
    fc.property(values, options, (list, how) => {
      const scale = axisScale(list, how);
      const [low, high] = scale.domain;
      const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
      assert(low < high && Number.isFinite(low) && Number.isFinite(high));
      assertEquals(scale.labels.length, scale.values.length);
      assert(scale.values.every((tick) => tick >= low - slack && tick <= high + slack));
      assert(scale.values.every((tick, at) => at === 0 || tick > scale.values[at - 1]!));
      for (const value of list.filter(Number.isFinite)) {
        const at = position(scale, value);
        assert(at >= -1e-6 && at <= 1 + 1e-6, `${value} is at ${at} of [${scale.domain}]`);
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});

Deno.test("axisScale() labels two ticks or more as soon as there are two values and room", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e5, noNaN: true }),
      fc.double({ min: 1.01, max: 1e8, noNaN: true }),
      options,
      (low, factor, how) => {
        const scale = axisScale([low, low * factor], { ...how, along: "y", length: 200 });
        assert(scale.values.length >= 2, `[${scale.domain}] has ticks ${scale.values}`);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("axisScale() keeps x labels apart", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 1_000_000 }),
      fc.integer({ min: 80, max: 460 }),
      fc.constantFrom("linear" as const, "log" as const),
      (last, length, type) => {
        const scale = axisScale([1, last], { along: "x", length, type });
        scale.values.slice(1).forEach((tick, at) => {
          const distance = (position(scale, tick) - position(scale, scale.values[at]!)) * length;
          const halves = (textWidth(scale.labels[at]!) + textWidth(scale.labels[at + 1]!)) / 2;
          assert(distance > halves, `${scale.labels} on ${length} pixels`);
        });
      },
    ),
    { seed: 1 },
  );
});

Deno.test("axisScale() gives epochs on a logarithmic axis the powers of ten", () => {
  const scale = axisScale([1, 10_000], { along: "x", length: 400, type: "log" });
  assertEquals(scale.labels, ["1", "10", "100", "1,000", "10,000"]);
  assertEquals(scale.domain, [1, 10_000]);
});

Deno.test("axisScale() rounds y domains to ticks, and x domains not", () => {
  assertEquals(axisScale([0.07, 0.93], { along: "y", length: 200 }).domain, [0, 1]);
  assertEquals(axisScale([0.07, 0.93], { along: "x", length: 200 }).domain, [0.07, 0.93]);
  assertEquals(axisScale([0, 1], { along: "y", length: 130 }).domain, [0, 1]);
});

Deno.test("axisScale() puts 0 on a logarithmic axis at a foot below the smallest value", () => {
  const scale = axisScale([0, 0.02, 1], { along: "y", length: 200, type: "log" });
  assertEquals([scale.values[0], scale.labels[0]], [scale.floor, "0"]);
  assertEquals([placed(scale, 0), position(scale, 0)], [scale.floor, 0]);
  assert(position(scale, 0.02) > 0.1, "the smallest value must stand clear of the foot");
  assertEquals(placed(scale, 0.02), 0.02);
});

Deno.test("axisScale() says ≤ 0 at the foot when a value is below 0", () => {
  assertEquals(axisScale([-1, 1, 10], { along: "y", length: 200, type: "log" }).labels[0], "≤ 0");
});

Deno.test("axisScale() is linear when a logarithmic axis has no positive value", () => {
  assertEquals(axisScale([0, -2], { along: "y", length: 200, type: "log" }).type, "linear");
});

Deno.test("axisScale() without a finite value has no ticks", () => {
  assertEquals(axisScale([NaN, Infinity], { along: "y", length: 200 }).values, []);
});

Deno.test("axisScale() keeps a given domain", () => {
  const scale = axisScale([5], { along: "y", length: 200, domain: [-0.3, 1.1] });
  assertEquals(scale.domain, [-0.3, 1.1]);
  assertEquals(axisScale([], { along: "x", length: 99, domain: [0, 1] }).domain, [0, 1]);
});

Deno.test("axisScale() refuses a domain that is not one", () => {
  for (const domain of [[1, 1], [2, 1], [0, Infinity]] as const) {
    assertThrows(() => axisScale([1], { along: "x", length: 100, domain }), RangeError, "[");
  }
});

Deno.test("position() is even in factors on a logarithmic axis", () => {
  const scale = axisScale([1, 100], { along: "x", length: 200, type: "log" });
  assertAlmostEquals(position(scale, 10), 0.5);
});

Deno.test("axisScale() of the decisive values is that of all", () => {
  fc.assert(
    fc.property(values, options, (list, how) => {
      const [few, all] = [axisScale(decisive(list), how), axisScale(list, how)];
      assertEquals(few, all);
    }),
    { seed: 2 },
  );
});
