import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { baseColumns, rowsFromCsv, rowsToCsv } from "../../src/records/rows.ts";
import type { Row } from "../../src/types.ts";

const row: Row = {
  dataset: "mnist01",
  model: "lr",
  method: "gd",
  recipe: "released",
  profile: "smoke",
  seed: 0,
  epoch: 3,
  split: "train",
  attack: null,
  radius: null,
  metric: "error",
  value: 0.25,
  backend: "cpu",
};

Deno.test("rowsToCsv writes the base columns first, CRLF ends, and nothing for null", () => {
  const [header, line, rest] = rowsToCsv([{ ...row, digit: 1 }]).split("\r\n");
  assertEquals(header, [...baseColumns, "digit"].join(","));
  assertEquals(line, "mnist01,lr,gd,released,smoke,0,3,train,,,error,0.25,cpu,1");
  assertEquals(rest, "");
});

Deno.test("rowsFromCsv gives back what rowsToCsv wrote", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
    .map((v) => Number(v.toPrecision(9)) || 0);
  const text = fc.string({ minLength: 1 }).filter((s) => String(Number(s)) !== s && s.trim() === s);
  fc.assert(
    fc.property(
      fc.array(fc.record({ value: fc.option(number), metric: text, note: fc.option(text) }), {
        minLength: 1,
      }),
      (changes) => {
        const rows = changes.map((change) => ({ ...row, ...change }));
        assertEquals(rowsFromCsv(rowsToCsv(rows)), rows);
      },
    ),
    { seed: 20190724 },
  );
});

Deno.test("rowsToCsv fills the columns that other rows add", () => {
  const rows = rowsFromCsv(rowsToCsv([{ ...row, eta: 0.3 }, row]));
  assertEquals(rows.map((r) => r.eta), [0.3, null]);
});

Deno.test("rowsFromCsv keeps text that looks like a number in a text column", () => {
  assertEquals(rowsFromCsv(rowsToCsv([{ ...row, metric: "12" }]))[0].metric, "12");
});

Deno.test("rowsFromCsv takes a value as it may be written, and names one that is no number", () => {
  const csv = (value: string) => rowsToCsv([row]).replace(",0.25,", `,${value},`);
  assertEquals(rowsFromCsv(csv("0.250")), [row]);
  assertEquals(rowsFromCsv(csv(""))[0]!.value, null);
  assertThrows(() => rowsFromCsv(csv("x")), SyntaxError, "number, found x in row 1");
});

Deno.test("rowsFromCsv names the columns that are missing", () => {
  assertStringIncludes(
    assertThrows(() => rowsFromCsv("dataset,value\r\nmnist,1\r\n"), SyntaxError).message,
    "model",
  );
});
