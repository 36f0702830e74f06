/**
 * A stand-in for `jsr:@std/assert`, for machines that do not reach JSR: the
 * same names, signatures and documented behaviour, only what this project uses.
 * CONTRIBUTING.md says why it is here.
 *
 * @module
 */
export { assert, assertExists, assertInstanceOf, fail } from "./assert.ts";
export { AssertionError } from "./assertion_error.ts";
export { equal } from "./equal.ts";
export { assertEquals, assertNotEquals, assertStrictEquals } from "./equals.ts";
export {
  assertAlmostEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
} from "./numbers.ts";
export { assertMatch, assertStringIncludes } from "./strings.ts";
export { assertRejects, assertThrows } from "./throws.ts";
