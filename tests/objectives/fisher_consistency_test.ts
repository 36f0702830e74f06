import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import {
  binaryLosses,
  consistencyGap,
  marginRegularised,
} from "../../src/objectives/fisher_consistency.ts";

/** The entropy of a coin, in nats: the least logistic risk. */
const entropy = (eta: number) => -eta * Math.log(eta) - (1 - eta) * Math.log(1 - eta);

Deno.test("consistencyGap of the logistic loss is log 2 less the entropy", () => {
  for (const eta of [0.1, 0.4, 0.51, 0.9]) {
    const gap = consistencyGap(binaryLosses.logistic, { eta });
    assertAlmostEquals(gap, Math.LN2 - entropy(eta), 1e-9);
  }
});

Deno.test("consistencyGap of the exponential loss is 1 − 2√(η(1−η))", () => {
  for (const eta of [0.05, 0.3, 0.7]) {
    const gap = consistencyGap(binaryLosses.exponential, { eta });
    assertAlmostEquals(gap, 1 - 2 * Math.sqrt(eta * (1 - eta)), 1e-9);
  }
});

Deno.test("consistencyGap of the hinge is |2η − 1|", () => {
  for (const eta of [0, 0.2, 0.501, 1]) {
    assertAlmostEquals(
      consistencyGap(binaryLosses.hinge, { eta, kinks: [1] }),
      Math.abs(2 * eta - 1),
      1e-9,
    );
  }
});

Deno.test("consistencyGap is the same for η and 1 − η", () => {
  const loss = marginRegularised(binaryLosses.logistic, { strength: 0.1, cap: 5 });
  const [a, b] = [0.3, 0.7].map((eta) => consistencyGap(loss, { eta, kinks: [5] }));
  assertAlmostEquals(a, b, 1e-9);
});

Deno.test("consistencyGap is not positive for a loss that is not consistent", () => {
  const constant = () => 1;
  assert(consistencyGap(constant, { eta: 0.8 }) === 0);
  const rewardsErrors = (alpha: number) => binaryLosses.hinge(-alpha);
  assert(consistencyGap(rewardsErrors, { eta: 0.8, kinks: [1] }) === 0);
});

Deno.test("marginRegularised is −[α] cut to [0, τ], up to a constant", () => {
  const zero = () => 0;
  const loss = marginRegularised(zero, { strength: 2, cap: 3 });
  for (const alpha of [-5, -0.1, 0, 1, 3, 7]) {
    assertAlmostEquals(loss(alpha), 2 * (3 - Math.min(Math.max(alpha, 0), 3)), 1e-12);
  }
});

Deno.test("consistencyGap refuses η = 1/2 and η outside [0, 1]", () => {
  assertThrows(() => consistencyGap(binaryLosses.hinge, { eta: 0.5 }), RangeError, "1/2");
  assertThrows(() => consistencyGap(binaryLosses.hinge, { eta: 1.2 }), RangeError, "found 1.2");
});
