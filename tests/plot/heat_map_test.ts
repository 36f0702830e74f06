import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { rampColor } from "../../src/plot/color_ramp.ts";
import { heatMap } from "../../src/plot/heat_map.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { gapRows } from "../support/plot_rows.ts";
import { textsIn } from "../support/spec_panels.ts";
import { collisionsOf } from "../support/svg_texts.ts";

const options = { title: "t", x: "a", y: "b" } as const;

/** The colours of the cells, by the upper left corners of their boxes. */
function cellColors(spec: ReturnType<typeof heatMap>): Map<string, string> {
  const layers = JSON.parse(JSON.stringify(spec)).vconcat[1].hconcat[1].layer as {
    mark: { type: string; color: string };
    data: { values: { x: number; y: number }[] };
  }[];
  return new Map(
    layers.filter(({ mark }) => mark.type === "rect")
      .flatMap(({ mark, data }) => data.values.map(({ x, y }) => [`${x} ${y}`, mark.color])),
  );
}

Deno.test("heatMap() gives the least and the most value the ends of the ramp", () => {
  const rows = [{ a: 1, b: 1, value: 2 }, { a: 2, b: 1, value: 6 }, { a: 3, b: 1, value: 10 }];
  const colors = [...cellColors(heatMap(rows, options)).values()];
  assertEquals(colors, [rampColor(0), rampColor(0.5), rampColor(1)]);
});

Deno.test("heatMap() sorts numbers from left to right and from the bottom to the top", () => {
  const rows = [
    { a: 10, b: 2, value: 4 },
    { a: 9, b: 2, value: 3 },
    { a: 10, b: 1, value: 2 },
    { a: 9, b: 1, value: 1 },
  ];
  const cells = [...cellColors(heatMap(rows, options))]
    .map(([place, color]) => ({ place: place.split(" ").map(Number), color }))
    .sort((p, q) => q.place[1]! - p.place[1]! || p.place[0]! - q.place[0]!);
  assertEquals(cells.map(({ color }) => color), [0, 1, 2, 3].map((step) => rampColor(step / 3)));
});

Deno.test("heatMap() crosses the cells that fail and says how many", () => {
  const spec = heatMap(gapRows(), {
    title: "t",
    x: "eta",
    y: "lambda",
    row: "loss",
    column: "tau",
    cross: { label: "no gap", test: (row) => row.value === 0 },
  });
  assertStringIncludes(spec.description, "12 crossed");
  assert(textsIn(spec).includes("no gap"));
  assert(textsIn(spec).includes("hinge, 5"));
});

Deno.test("heatMap() of a value of 0 with logarithmic colours takes the lightest and says so", () => {
  const rows = [{ a: 1, b: 1, value: 0 }, { a: 2, b: 1, value: 1 }, { a: 3, b: 1, value: 100 }];
  const spec = heatMap(rows, { ...options, scale: "log" });
  assertEquals([...cellColors(spec).values()][0], rampColor(0));
  assertStringIncludes(textsIn(spec).join(" "), "lightest colour");
});

Deno.test("heatMap() writes a dash where nothing was measured", () => {
  const rows = [{ a: 1, b: 1, value: 1 }, { a: 2, b: 1, value: NaN }];
  const spec = heatMap(rows, options);
  assert(textsIn(spec).includes("–"));
  assertEquals([...cellColors(spec).values()][1], "white");
});

Deno.test("heatMap() drops labels that do not fit, and touches no text", async () => {
  const rows = Array.from({ length: 60 }, (_, at) => ({ a: at / 100, b: at % 3, value: at }));
  assertEquals(
    collisionsOf(await renderSvg(heatMap(rows, { ...options, yLabel: "a long name" }))),
    [],
  );
});

Deno.test("heatMap() without rows says so", () => {
  assertEquals(textsIn(heatMap([], options)), ["no data"]);
});

Deno.test("rampColor() grows darker from end to end, and stays inside", () => {
  const light = (color: string) =>
    [1, 3, 5].reduce((sum, at) => sum + Number.parseInt(color.slice(at, at + 2), 16), 0);
  const parts = Array.from({ length: 21 }, (_, at) => light(rampColor(at / 20)));
  assert(parts.every((part, at) => at === 0 || part < parts[at - 1]!));
  assertEquals([rampColor(-1), rampColor(2)], [rampColor(0), rampColor(1)]);
});
