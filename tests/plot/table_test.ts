import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { renderSvg } from "../../src/plot/render.ts";
import { table } from "../../src/plot/table.ts";
import { tableLayout } from "../../src/plot/table_layout.ts";
import { contentWidth } from "../../src/plot/theme.ts";
import { textsIn } from "../support/spec_panels.ts";
import { collisionsOf, textsOf } from "../support/svg_texts.ts";

const columns = (count: number) => Array.from({ length: count }, (_, at) => ({ label: `c${at}` }));
const cell = { text: "98.3", note: "98.24" };

Deno.test("table() writes second numbers beside the first where there is room, else under them", async () => {
  const heights = async (count: number) => {
    const line = ["std", ...Array(count - 1).fill(cell)];
    const svg = await renderSvg(
      table([{ lines: [line] }], { title: "t", columns: columns(count) }),
    );
    const texts = textsOf(svg);
    const [first, second] = ["98.3", "98.24"].map((text) =>
      texts.find((one) => one.text === text)!
    );
    return [first!.top === second!.top, first!.right < second!.left];
  };
  assertEquals(await heights(4), [true, true]);
  assertEquals(await heights(8), [false, false]);
});

Deno.test("table() aligns the digits of a column, bold or marked or not", async () => {
  const lines = [
    ["a", { text: "8.31", bold: true }],
    ["b", { text: "98.31", mark: "†" }],
    ["c", { text: "5.00", note: "5.1" }],
  ];
  const svg = await renderSvg(table([{ lines }], { title: "t", columns: columns(2) }));
  const ends = ["8.31", "98.31", "5.00"]
    .map((text) => textsOf(svg).find((one) => one.text === text)!.right);
  assert(Math.max(...ends) - Math.min(...ends) < 0.01, String(ends));
});

Deno.test("table() fits the figure's width by wrapping its first column", () => {
  const long = "a very long name of a training method that nobody would choose";
  const lines = [[{ text: long }, ...Array(6).fill(cell)]];
  const layout = tableLayout(lines, columns(7));
  assert(layout.width <= contentWidth, String(layout.width));
});

Deno.test("table() wraps its first column between words and shortens none", async () => {
  const marked = { ...cell, mark: "†‡" };
  const lines = ["Deep Defense", "adversarial"].map((name) => [name, ...Array(7).fill(marked)]);
  const svg = await renderSvg(table([{ lines }], { title: "t", columns: columns(8) }));
  const texts = textsOf(svg).map(({ text }) => text);
  assert(["Deep", "Defense", "adversarial"].every((word) => texts.includes(word)), texts.join());
});

Deno.test("table() says each cell in words, with its column, mark and second number", () => {
  const spec = table([{
    heading: "MLP",
    lines: [["std", "98.3", { text: "5.1", note: "5.06", mark: "†" }]],
  }], {
    title: "t",
    columns: [{ label: "training" }, { label: "clean" }, { label: "2.0", group: "radius" }],
  });
  assertEquals(spec.description, "A table. MLP. std: clean 98.3, radius 2.0 5.1† (5.06).");
});

Deno.test("table() refuses a line longer than its columns and takes a shorter one", () => {
  const options = { title: "t", columns: columns(2) };
  assertThrows(() => table([{ lines: [["a", "b", "c"]] }], options), RangeError, "3 cells");
  assertStringIncludes(table([{ lines: [["a"]] }], options).description, "a: .");
});

Deno.test("table() without lines says so under its head", () => {
  const texts = textsIn(table([], { title: "t", columns: columns(2) }));
  assertEquals(texts, ["c0", "c1", "no data"]);
});

Deno.test("table() never lets texts touch, whatever is in it", async () => {
  const text = fc.constantFrom("", "1", "98.31", "standard", "normalised descent with a long name");
  const one = fc.record({
    text,
    note: fc.constantFrom("5.06", "98.24"),
    mark: fc.constantFrom("", "†"),
    bold: fc.boolean(),
  }, { requiredKeys: ["text"] });
  const line = fc.tuple(one, ...Array.from({ length: 3 }, () => fc.oneof(one, fc.constant("7.5"))));
  const block = fc.record({
    heading: fc.constantFrom(
      "MNIST",
      "a heading that is so long that it cannot possibly fit in one line",
    ),
    lines: fc.array(line, { maxLength: 3 }),
  }, { requiredKeys: ["lines"] });
  const head = columns(4).map((column, at) =>
    at < 2 ? column : { ...column, group: "a long group" }
  );
  await fc.assert(
    fc.asyncProperty(fc.array(block, { maxLength: 3 }), async (blocks) => {
      const svg = await renderSvg(table(blocks, { title: "t", columns: head }));
      assertEquals(collisionsOf(svg), []);
    }),
    { seed: 1, numRuns: 30 },
  );
});
