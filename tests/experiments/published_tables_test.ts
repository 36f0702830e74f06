import { assertEquals } from "@std/assert";
import { parse } from "@std/csv/parse";
import { publishedValue, tableRadii } from "../../src/experiments/published_tables.ts";
import { granted } from "../support/permissions.ts";

Deno.test({
  name:
    "publishedValue() gives every number of data/published, accuracies as fractions (needs read)",
  ignore: !granted("read"),
  fn: async () => {
    let count = 0;
    for (const table of [1, 2]) {
      const path = new URL(`../../data/published/table${table}.csv`, import.meta.url);
      for (const row of parse(await Deno.readTextFile(path), { skipFirstRow: true })) {
        const { dataset, model, method, metric } = row as Record<string, string>;
        const radius = row.radius ? Number(row.radius) : null;
        const value = Number(row.value);
        const expected = metric === "average_margin" ? value : Number((value / 100).toFixed(6));
        const cell = { dataset: dataset!, model: model!, method: method!, metric: metric! };
        assertEquals(publishedValue({ ...cell, radius }), expected, JSON.stringify(row));
        if (radius !== null) {
          assertEquals(tableRadii[dataset as "mnist" | "cifar10"].includes(radius), true);
        }
        count++;
      }
    }
    assertEquals(count, 132);
  },
});

Deno.test("publishedValue() is null where nothing is printed", () => {
  const cell = { dataset: "mnist", model: "mlp", method: "std" };
  assertEquals(publishedValue({ ...cell, metric: "robust_accuracy", radius: 3 }), null);
  assertEquals(
    publishedValue({ ...cell, method: "own", metric: "clean_accuracy", radius: null }),
    null,
  );
  const lenet = { dataset: "mnist", model: "lenet", method: "std", radius: null };
  assertEquals(publishedValue({ ...lenet, metric: "average_margin" }), null);
});
