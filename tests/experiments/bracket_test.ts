import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as tf from "../../src/backend/tf.ts";
import { bracket } from "../../src/experiments/bracket.ts";
import { bracketed, isViolated } from "../../src/experiments/bracket_drawing.ts";
import { rowsFromCsv, rowsToCsv } from "../../src/records/rows.ts";
import type { Row } from "../../src/types.ts";
import { tenBands, testContext } from "../support/context.ts";

const dataset = () => Promise.resolve(tenBands("mnist"));

Deno.test("bracket has a row for each point, and no exact margin above a distance that was found", async () => {
  const context = await testContext(dataset);
  const settings = { ...bracket.settings.smoke, bracketPoints: 12 };
  const before = tf.memory().numTensors;
  const rows = rowsFromCsv(rowsToCsv(await bracket.compute(settings, context)));
  assertEquals(tf.memory().numTensors, before);
  assertEquals(rows.length, 3 * 12);
  const exact = bracketed(rows.filter(({ model }) => model === "lr"));
  assert(exact.length > 3);
  assertEquals(exact.filter(isViolated), []);
  for (const { value, distance } of rows) assert((value! < 0) === (distance === 0));
  for (const { measured } of bracket.findings(rows)) assert(!/NaN|undefined/.test(measured));
  bracket.draw(rows);
});

Deno.test("bracket counts and rings the estimates above a distance that was found", () => {
  const row = (value: number, distance: number | null) =>
    ({ model: "mlp", metric: "margin_estimate", value, distance }) as unknown as Row;
  const rows = [row(1, 1.00001), row(1.00005, 1), row(2, 1), row(0.5, 1), row(-3, 0), row(5, null)];
  assertEquals(rows.filter(isViolated).length, 2); // the second is rounding; what was not found counts as 0
  assertEquals(bracketed(rows).filter(isViolated), [rows[2]]);
  assertEquals(bracket.findings(rows)[0]!.measured, "1 of 4 (25 %)");
  assertEquals(bracket.findings([row(0.75, 1), row(0.25, 1)])[1]!.measured, "0.5");
  const words = "nothing to compare: of 3 points 2 are misclassified, 1 unbroken";
  const none = [row(-1, 0), row(-2, 0), row(5, null)];
  assertEquals(bracket.findings(none).map(({ measured }) => measured), [words]);
  const spec = bracket.draw(rows);
  assertStringIncludes(JSON.stringify(spec), "margin above that distance (1)");
  assertStringIncludes(JSON.stringify(spec), "2 of 6 points are misclassified or unbroken");
});
