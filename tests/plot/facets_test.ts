import { assertEquals } from "@std/assert";
import { facets } from "../../src/plot/facets.ts";

const rows = [
  { model: "lr", split: "train", value: 1 },
  { model: "mlp", split: "train", value: 2 },
  { model: "lr", split: "test", value: 3 },
];

Deno.test("facets() crosses rows and columns in the order they come, with empty places", () => {
  const panels = facets(rows, { row: "split", column: "model" }, "test");
  assertEquals(
    panels.map((
      { line, column, title, lineTitle, rows },
    ) => [line, column, title, lineTitle, rows.length]),
    [
      [0, 0, "LR", "train", 1],
      [0, 1, "MLP", "train", 1],
      [1, 0, "", "test", 1],
      [1, 1, "", "test", 0],
    ],
  );
});

Deno.test("facets() wraps panels after three, or after two where there are four", () => {
  const shape = (count: number, columns?: number) =>
    facets(
      Array.from({ length: count }, (_, at) => ({ at: `p${at}` })),
      { panel: "at", ...columns !== undefined && { columns } },
      "test",
    ).map(({ line, column }) => `${line}${column}`).join(" ");
  assertEquals(shape(3), "00 01 02");
  assertEquals(shape(4), "00 01 10 11");
  assertEquals(shape(5), "00 01 02 10 11");
  assertEquals(shape(4, 4), "00 01 02 03");
});

Deno.test("facets() without a channel is one panel, without rows too", () => {
  assertEquals(facets(rows, {}, "test").map((panel) => panel.rows.length), [3]);
  assertEquals(facets([], { panel: "model" }, "test").map((panel) => panel.rows.length), [0]);
});

Deno.test("facets() tells other rows of a panel, and those of no panel, apart", () => {
  const [first, second] = facets(rows, { column: "model" }, "test");
  const [own, none] = [{ ...rows[0]!, split: "?" }, { ...rows[0]!, model: "svm" }];
  assertEquals([first!.has(own), second!.has(own), first!.has(none)], [true, false, false]);
  assertEquals([first!.owns(own), second!.owns(own), first!.owns(none)], [true, false, true]);
});
