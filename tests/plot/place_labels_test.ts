import { assert, assertEquals } from "@std/assert";
import { placeLabels } from "../../src/plot/place_labels.ts";
import { textWidth } from "../../src/plot/text_width.ts";

const frame = { width: 200, height: 120 };

Deno.test("placeLabels() writes above a rule at the right where nothing is in the way", () => {
  const [label] = placeLabels([{ top: 60, label: "SVM" }], [], frame);
  assert(label!.top < 60 && label!.top > 45);
  assert(label!.left + textWidth("SVM") > 190);
});

Deno.test("placeLabels() keeps away from a curve", () => {
  const curve = [{ left: 100, top: 50 }, { left: 200, top: 50 }];
  const [label] = placeLabels([{ top: 60, label: "SVM" }], [curve], frame);
  const right = label!.left + textWidth("SVM");
  assert(right < 100 || label!.top > 60, JSON.stringify(label));
});

Deno.test("placeLabels() writes every label nearer to its own rule than to another", () => {
  const rules = [{ top: 40, label: "one" }, { top: 58, label: "two" }];
  for (const [index, label] of placeLabels(rules, [], frame).entries()) {
    const distances = rules.map(({ top }) => Math.abs(top - label.top));
    assertEquals(distances.indexOf(Math.min(...distances)), index);
  }
});

Deno.test("placeLabels() keeps labels of equal rules apart and inside the panel", () => {
  const rules = ["one", "two", "three"].map((label) => ({ top: 3, label }));
  const placed = placeLabels(rules, [], frame);
  assert(placed.every(({ top }) => top > 0));
  assertEquals(new Set(placed.map(({ left, top }) => `${left} ${top}`)).size, 3);
});

Deno.test("placeLabels() cuts a label that is wider than the panel", () => {
  const [label] = placeLabels([{ top: 60, label: "a long label ".repeat(9) }], [], frame);
  assert(label!.text.endsWith("…") && label!.left >= 0);
  assert(label!.left + textWidth(label!.text) <= 200);
});
