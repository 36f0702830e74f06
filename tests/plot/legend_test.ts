import { assert, assertEquals } from "@std/assert";
import { curves } from "../../src/plot/curves.ts";
import { legend } from "../../src/plot/legend.ts";
import { renderSvg } from "../../src/plot/render.ts";
import { collisionsOf } from "../support/svg_texts.ts";

const entries = (count: number, name = "method") =>
  Array.from(
    { length: count },
    (_, at) => ({ label: `${name} ${at}`, dash: [1, 0], shape: "circle" }),
  );
const placesOf = (groups: ReturnType<typeof entries>[], width: number) =>
  legend(groups, width).items.filter(({ at }) => "text" in at).map(({ at }) => [at.x, at.y]);

Deno.test("legend() takes as many rows as it needs, and says how high they are", () => {
  assertEquals(legend([], 460), { items: [], height: 0 });
  assertEquals(legend([entries(2)], 460).height, 20);
  assertEquals(legend([entries(9)], 460).height, 60);
});

Deno.test("legend() begins a new row for a group that would be torn apart", () => {
  const places = placesOf([entries(3), entries(3, "split")], 460);
  assertEquals(places.map(([, y]) => y), [10, 10, 10, 30, 30, 30]);
  assertEquals(places[3]![0], places[0]![0]);
});

Deno.test("legend() cuts a label that is wider than the figure", () => {
  const [item] = legend([[{ label: "long ".repeat(40), dash: [1, 0] }]], 200).items.slice(-1);
  assert(String(item!.at.text).endsWith("…"));
});

Deno.test("curves() names fifteen series without a text that touches another", async () => {
  const rows = entries(15).flatMap(({ label }, at) =>
    [1, 2].map((epoch) => ({ epoch, value: epoch * at, method: label }))
  );
  const svg = await renderSvg(curves(rows, { title: "t", series: "method" }));
  assertEquals(collisionsOf(svg), []);
});
