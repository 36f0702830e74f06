/** What this project relies on in `@std/assert`; true of the package on JSR and of the stand-in. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
} from "@std/assert";

/** The assertion's own complaint, seen without the help of an assertion. */
function refusal(check: () => unknown): AssertionError {
  try {
    check();
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw new Error("something else than an AssertionError was thrown", { cause: error });
  }
  throw new Error("the assertion held");
}

async function asyncRefusal(check: () => Promise<unknown>): Promise<AssertionError> {
  const outcome = await check().then(() => null, (error: unknown) => error);
  return refusal(() => {
    if (outcome !== null) throw outcome;
  });
}

function mustInclude(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`"${text}" lacks "${part}"`);
}

const circular = (): unknown[] => {
  const list: unknown[] = [1];
  list.push(list);
  return list;
};

class Point {
  constructor(readonly x: number) {}
}

const same: [name: string, a: unknown, b: unknown][] = [
  ["NaN and NaN", NaN, NaN],
  ["0 and -0", 0, -0],
  ["nested objects, keys in any order", { a: [1, { b: 2 }], c: null }, {
    c: null,
    a: [1, { b: 2 }],
  }],
  ["typed arrays", new Float32Array([1, NaN, 0]), new Float32Array([1, NaN, -0])],
  ["maps in any order", new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
  ["maps with objects as keys", new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 1]])],
  ["sets in any order", new Set([1, 2]), new Set([2, 1])],
  ["sets of objects", new Set([{ k: 1 }, { k: 2 }]), new Set([{ k: 2 }, { k: 1 }])],
  ["dates", new Date(5), new Date(5)],
  ["patterns", /a/g, /a/g],
  ["an object without prototype and a plain one", Object.create(null), {}],
  ["circular lists", circular(), circular()],
  ["instances of one class", new Point(1), new Point(1)],
];

const different: [name: string, a: unknown, b: unknown][] = [
  ["1 and '1'", 1, "1"],
  ["null and undefined", null, undefined],
  ["null and an object", null, {}],
  ["lists of different length", [1, 2], [1, 2, 3]],
  ["a hole and nothing", { a: undefined }, {}],
  ["other keys", { a: 1 }, { b: 1 }],
  ["a list and an object alike", ["x"], { 0: "x" }],
  ["typed arrays of other values", new Float32Array([1, 2]), new Float32Array([1, 3])],
  ["typed arrays of other length", new Uint8Array(2), new Uint8Array(3)],
  ["typed arrays of other type", new Uint8Array([1]), new Int8Array([1])],
  ["a typed array and a list", new Uint8Array([1]), [1]],
  ["maps with other values", new Map([["a", 1]]), new Map([["a", 2]])],
  ["sets of other objects", new Set([{ k: 1 }]), new Set([{ k: 2 }])],
  ["dates", new Date(5), new Date(6)],
  ["patterns with other flags", /a/g, /a/i],
  ["a class and a plain object alike", new Point(1), { x: 1 }],
];

Deno.test("assertEquals() holds for what is deeply equal, assertNotEquals() refuses it", () => {
  for (const [name, a, b] of same) {
    if (!equal(a, b) || !equal(b, a)) throw new Error(name);
    assertEquals(a, b);
    refusal(() => assertNotEquals(a, b));
  }
});

Deno.test("assertNotEquals() holds for what differs, assertEquals() refuses it", () => {
  for (const [name, a, b] of different) {
    if (equal(a, b) || equal(b, a)) throw new Error(name);
    assertNotEquals(a, b);
    mustInclude(refusal(() => assertEquals(a, b)).message, "Values are not equal");
  }
});

Deno.test("assertEquals() shows the message and both values", () => {
  const { message, name } = refusal(() =>
    assertEquals({ rows: [1, 2] }, { rows: [1, 30] }, "rows of fig1")
  );
  mustInclude(name, "AssertionError");
  for (const part of ["rows of fig1", "2", "30"]) mustInclude(message, part);
});

Deno.test("assertStrictEquals() asks for the same object", () => {
  const object = {};
  assertStrictEquals(object, object);
  assertStrictEquals(NaN, NaN);
  mustInclude(refusal(() => assertStrictEquals({}, {})).message, "not reference-equal");
  mustInclude(refusal(() => assertStrictEquals(0, -0, "signs")).message, "signs");
});

Deno.test("assert() takes what is truthy and gives its message otherwise", () => {
  assert("text");
  for (const value of [0, "", null, undefined, NaN, false]) refusal(() => assert(value));
  mustInclude(refusal(() => assert(false, "no rows")).message, "no rows");
});

Deno.test("assert(), assertExists() and assertInstanceOf() narrow types", () => {
  const found: number | undefined = [1].find((x) => x === 1);
  assertExists(found);
  assertEquals(found + 1, 2);
  const error: unknown = new RangeError("far");
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "far");
  const text: unknown = "x";
  assert(typeof text === "string");
  assertEquals(text.length, 1);
});

Deno.test("assertExists() refuses null and undefined only", () => {
  for (const value of [0, "", false, NaN]) assertExists(value);
  for (const value of [null, undefined]) refusal(() => assertExists(value));
});

Deno.test("assertInstanceOf() names both classes", () => {
  const { message } = refusal(() => assertInstanceOf(new Point(1), Date));
  for (const part of ["Date", "Point"]) mustInclude(message, part);
  refusal(() => assertInstanceOf(null, Date));
});

Deno.test("assertAlmostEquals() is relative by default, so 0 wants 0", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(1e9 + 50, 1e9);
  assertAlmostEquals(1e-9 + 5e-17, 1e-9);
  refusal(() => assertAlmostEquals(1e9 + 150, 1e9));
  refusal(() => assertAlmostEquals(1e-300, 0));
  assertAlmostEquals(-0, 0);
});

Deno.test("assertAlmostEquals() takes an absolute tolerance, NaN and infinities by identity", () => {
  assertAlmostEquals(1.5, 1, 0.5);
  mustInclude(
    refusal(() => assertAlmostEquals(1.51, 1, 0.5, "at the start")).message,
    "at the start",
  );
  assertAlmostEquals(NaN, NaN);
  assertAlmostEquals(Infinity, Infinity);
  refusal(() => assertAlmostEquals(NaN, 1));
  refusal(() => assertAlmostEquals(1, NaN, 10));
  refusal(() => assertAlmostEquals(Infinity, -Infinity));
});

Deno.test("assertGreater() and its kin refuse at the border and beside it", () => {
  assertGreater(2, 1);
  assertGreaterOrEqual(1, 1);
  assertLess(1, 2);
  assertLessOrEqual(1, 1);
  refusal(() => assertGreater(1, 1));
  refusal(() => assertGreaterOrEqual(0, 1));
  refusal(() => assertLess(1, 1));
  refusal(() => assertLessOrEqual(2, 1));
  for (const check of [assertGreater, assertGreaterOrEqual, assertLess, assertLessOrEqual]) {
    refusal(() => check(NaN, 1));
  }
});

Deno.test("assertStringIncludes() and assertMatch() look into a text", () => {
  assertStringIncludes("margin", "arg");
  assertMatch("margin", /^m.*n$/);
  mustInclude(refusal(() => assertStringIncludes("margin", "x", "why")).message, "why");
  mustInclude(refusal(() => assertMatch("margin", /x/, "why")).message, "why");
});

Deno.test("assertThrows() returns what was thrown", () => {
  const error = new RangeError("radius must be positive");
  const raise = () => {
    throw error;
  };
  assertStrictEquals(assertThrows(raise), error);
  assertStrictEquals(assertThrows(raise, RangeError, "positive"), error);
  assertStrictEquals(assertThrows(raise, Error, "radius", "why"), error);
});

Deno.test("assertThrows() refuses silence, another class, another message, and what is no error", () => {
  const raise = () => {
    throw new RangeError("radius must be positive");
  };
  mustInclude(refusal(() => assertThrows(() => 1, "why")).message, "why");
  refusal(() => assertThrows(() => 1, Error));
  refusal(() => assertThrows(raise, TypeError));
  refusal(() => assertThrows(raise, RangeError, "negative"));
  refusal(() =>
    assertThrows(() => {
      // deno-lint-ignore no-throw-literal
      throw "a string";
    }, Error)
  );
});

Deno.test("assertRejects() resolves to the reason", async () => {
  const error = new RangeError("epoch must be whole");
  const raise = () => Promise.reject(error);
  assertStrictEquals(await assertRejects(raise), error);
  assertStrictEquals(await assertRejects(raise, RangeError, "whole"), error);
});

Deno.test("assertRejects() refuses fulfilment, another class, another message, and a throw at once", async () => {
  const raise = () => Promise.reject(new RangeError("epoch must be whole"));
  mustInclude(
    (await asyncRefusal(() => assertRejects(() => Promise.resolve(), "why"))).message,
    "why",
  );
  await asyncRefusal(() => assertRejects(raise, TypeError));
  await asyncRefusal(() => assertRejects(raise, RangeError, "half"));
  await asyncRefusal(() =>
    assertRejects(() => {
      throw new RangeError("epoch must be whole");
    }, RangeError)
  );
});

Deno.test("fail() always throws", () => {
  mustInclude(refusal(() => fail("not reached")).message, "not reached");
});
