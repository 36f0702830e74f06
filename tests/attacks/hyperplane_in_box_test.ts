import { assert, assertAlmostEquals } from "@std/assert";
import fc from "fast-check";
import { moveToHyperplaneInBox } from "../../src/attacks/hyperplane_in_box.ts";

/** Numbers spread evenly: `fc.double` draws bit patterns, nearly all of them next to 0. */
const between = (low: number, high: number) =>
  fc.integer({ min: 0, max: 10_000 }).map((k) => low + (high - low) * k / 10_000);
const pixel = fc.oneof(fc.constant(0), fc.constant(1), between(0, 1));
const slope = fc.oneof(fc.constant(0), between(-3, 3));
const problem = fc.record({
  entries: fc.array(fc.tuple(pixel, slope), { minLength: 1, maxLength: 40 }),
  value: between(-20, 20),
}).map(({ entries, value }) => ({
  point: Float32Array.from(entries, ([p]) => p),
  normal: Float32Array.from(entries, ([, n]) => n),
  value,
}));

/** How far the hyperplane function can be brought towards 0 inside the box. */
function reach({ point, normal, value }: Parameters<typeof solve>[0]): number {
  const sign = value < 0 ? -1 : 1;
  return point.reduce((sum, p, i) => {
    const n = normal[i]! * sign;
    return sum + (n > 0 ? n * p : n * (p - 1));
  }, 0);
}

function solve(
  { point, normal, value }: { point: Float32Array; normal: Float32Array; value: number },
) {
  return moveToHyperplaneInBox(point, normal, value);
}

Deno.test("moveToHyperplaneInBox ends in the box, on the hyperplane wherever the two meet", () => {
  fc.assert(
    fc.property(problem, (given) => {
      const move = solve(given);
      move.forEach((m, i) => {
        const z = given.point[i]! + m;
        assert(z >= -1e-12 && z <= 1 + 1e-12, `pixel ${z}`);
      });
      const left = given.value + move.reduce((sum, m, i) => sum + m * given.normal[i]!, 0);
      const missing = Math.max(Math.abs(given.value) - reach(given), 0);
      assertAlmostEquals(Math.abs(left), missing, 1e-6);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("moveToHyperplaneInBox finds the nearest such point: bisection on the multiplier agrees", () => {
  fc.assert(
    fc.property(problem, (given) => {
      const { point, normal, value } = given;
      if (Math.abs(value) >= reach(given) - 1e-6) return; // the corner case has its own law
      const sign = Math.sign(value);
      const moveAt = (t: number) =>
        Array.from(point, (p, i) => Math.min(Math.max(p - sign * t * normal[i]!, 0), 1) - p);
      let [low, high] = [0, 1e7];
      for (let k = 0; k < 200; k++) {
        const t = (low + high) / 2;
        const left = value + moveAt(t).reduce((sum, m, i) => sum + m * normal[i]!, 0);
        if (left * sign > 0) low = t;
        else high = t;
      }
      const move = solve(given);
      moveAt(low).forEach((expected, i) => assertAlmostEquals(move[i]!, expected, 1e-6));
    }),
    { seed: 2, numRuns: 500 },
  );
});

Deno.test("moveToHyperplaneInBox stays where it is on the hyperplane", () => {
  const move = solve({
    point: Float32Array.of(0.2, 0.7),
    normal: Float32Array.of(1, -2),
    value: 0,
  });
  assert(move.every((m) => Math.abs(m) === 0));
});
