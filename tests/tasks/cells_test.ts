import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { publishedCells, publishedValue } from "../../src/experiments/published_tables.ts";
import type { Row } from "../../src/types.ts";
import { describeCells, withCells } from "../../tasks/cells.ts";

const mlp = { dataset: "mnist", model: "mlp", method: "std" };

function row(fields: Partial<Row> & Pick<Row, "metric" | "value">): Row {
  const { metric, radius = null } = fields;
  const published = publishedValue({ ...mlp, metric, radius });
  return {
    ...{ ...mlp, recipe: "released", profile: "paper", seed: 0, epoch: 200, split: "test" },
    ...{ attack: null, radius, backend: "wasm", published, ...fields },
  };
}

Deno.test("publishedCells are the 132 numbers that the tables print", () => {
  const cells = publishedCells();
  assertEquals(cells.length, 132);
  assert(cells.every((cell) => publishedValue(cell) !== null));
});

Deno.test("describeCells counts a cell once, under the paper's attack at its full setting", () => {
  const rows = [
    row({ metric: "clean_accuracy", value: 0.9824 }),
    row({ metric: "robust_accuracy", value: 0.8, attack: "paper", radius: 0.5 }),
    row({ metric: "robust_accuracy", value: 0.7, attack: "margin", radius: 1, published: null }),
    row({ metric: "average_margin", value: 0.81, profile: "quick" }),
  ];
  const text = describeCells(rows);
  assertStringIncludes(text, "**2 of the 132 cells**");
  assertStringIncludes(text, "| MNIST MLP standard | 2 of 6 | 98.24 (98.24), **80.00** (89.26) |");
});

Deno.test("describeCells lets a cell deviate up to its limit", () => {
  const deviates = (metric: string, value: number) =>
    describeCells([row({ metric, value })]).includes("| **");
  assertEquals(deviates("clean_accuracy", 0.9824 - 0.0049), false);
  assertEquals(deviates("clean_accuracy", 0.9824 - 0.0051), true);
  assertEquals(deviates("average_margin", 0.839), false);
  assertEquals(deviates("average_margin", 0.841), true);
});

Deno.test("withCells replaces what stands between its marks, and needs them", () => {
  const marks = (inner: string) =>
    `a\n<!-- deno-fmt-ignore-start -->${inner}<!-- deno-fmt-ignore-end -->\nb`;
  const once = withCells(marks("\n\nold\n\n"), []);
  assertEquals(once, marks(`\n\n${describeCells([])}\n\n`));
  assertEquals(withCells(once, []), once);
  assertThrows(() => withCells("no marks", []), Error, "must hold");
});
