import { assertEquals } from "@std/assert";
import { medianOf } from "../../src/records/median.ts";

Deno.test("medianOf() is the middle value, or the mean of the middle two, and null of none", () => {
  assertEquals(medianOf([10, 9, 2]), 9);
  assertEquals(medianOf([4, 1, 2, 100]), 3);
  assertEquals(medianOf([]), null);
});
