import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  l2Distance,
  l2Norm,
  projections,
  scaleToDistance,
  settleInBallAndBox,
} from "../../src/attacks/l2_ball.ts";
import { starts } from "../../src/attacks/starts.ts";
import { seededRandom } from "../../src/random.ts";

/** Numbers spread evenly: `fc.double` draws bit patterns, nearly all of them next to 0. */
const between = (low: number, high: number) =>
  fc.integer({ min: 0, max: 10_000 }).map((k) => low + (high - low) * k / 10_000);
const unit = between(0, 1);
const anywhere = between(-3, 3);
const problem = fc.record({
  entries: fc.array(fc.tuple(unit, anywhere), { minLength: 1, maxLength: 50 }),
  radius: fc.oneof(fc.constant(0), between(1e-4, 6)),
}).map(({ entries, radius }) => ({
  origin: Float32Array.from(entries, ([pixel]) => pixel),
  x: Float32Array.from(entries, ([, pixel]) => pixel),
  radius,
}));

const inBox = (x: Float32Array) => x.every((pixel) => pixel >= 0 && pixel <= 1);

Deno.test("settleInBallAndBox ends strictly inside, float32 or not", () => {
  fc.assert(
    fc.property(problem, ({ origin, x, radius }) => {
      settleInBallAndBox(x, origin, radius);
      assert(inBox(x));
      assert(l2Distance(x, origin) <= radius);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

Deno.test("settleInBallAndBox leaves what is inside, and never settles for much less than the radius", () => {
  fc.assert(
    fc.property(problem, ({ origin, x, radius }) => {
      const clipped = x.map((pixel) => Math.min(Math.max(pixel, 0), 1));
      const distance = l2Distance(clipped, origin);
      settleInBallAndBox(x, origin, radius);
      if (distance <= radius) assertEquals(x, clipped);
      else assert(l2Distance(x, origin) >= 0.999 * radius - 1e-6);
    }),
    { seed: 2, numRuns: 1000 },
  );
});

for (const [name, project] of Object.entries(projections)) {
  Deno.test(`projections.${name} ends in ball and box up to rounding`, () => {
    fc.assert(
      fc.property(problem, ({ origin, x, radius }) => {
        project(x, origin, radius);
        assert(x.every((pixel) => pixel >= -1e-6 && pixel <= 1 + 1e-6));
        assert(l2Distance(x, origin) <= radius * (1 + 1e-5) + 1e-6);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
}

Deno.test("l2Norm and l2Distance are the square roots of sums of squares at every length", () => {
  for (const size of [0, 1, 2, 3, 4, 7, 64]) {
    const v = Float32Array.from({ length: size }, (_, i) => i + 1);
    const expected = Math.sqrt(size * (size + 1) * (2 * size + 1) / 6);
    assertAlmostEquals(l2Norm(v), expected, 1e-9);
    assertAlmostEquals(l2Distance(v, new Float32Array(size)), expected, 1e-9);
  }
});

Deno.test("scaleToDistance leaves a point that is the origin", () => {
  const origin = Float32Array.of(0.2, 0.3);
  const x = origin.slice();
  scaleToDistance(x, origin, 1);
  assertEquals(x, origin);
});

Deno.test("starts lie in ball and box, where their names say, and are the generator's alone", () => {
  const size = 100;
  const pixels = seededRandom(4);
  const origin = Float32Array.from({ length: size }, () => 0.4 + 0.2 * pixels());
  const make = (name: keyof typeof starts, seed: number, radius: number) =>
    starts[name]({ index: 0, origin, label: 0, shape: [size], random: seededRandom(seed) }, radius);
  for (const name of Object.keys(starts) as (keyof typeof starts)[]) {
    for (const radius of [0.1, 0.5, 20]) {
      const x = make(name, 1, radius);
      assert(inBox(x) && l2Distance(x, origin) <= radius * (1 + 1e-5));
      assertEquals(x, make(name, 1, radius));
    }
  }
  for (const name of ["noise_image", "gaussian_sphere"] as const) {
    assertAlmostEquals(l2Distance(make(name, 1, 0.5), origin), 0.5, 1e-5);
  }
  assertEquals(l2Distance(make("origin", 1, 0.5), origin), 0);
  assert(l2Distance(make("gaussian_ball", 1, 0.5), make("gaussian_ball", 2, 0.5)) > 0.01);
  assertEquals(make("noise_image", 3, 20).some((pixel) => pixel < 0.2), true); // the noise image itself
});
