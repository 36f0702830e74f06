import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { balanceText, clipText, textWidth, wrapText } from "../../src/plot/text_width.ts";

const words = fc.array(
  fc.string({ minLength: 1, maxLength: 12 }).map((word) => word.replace(/\s/g, "x")),
);

Deno.test("textWidth() is at least what Arial and DejaVu Sans take, and at most a tenth more", () => {
  // Advance widths in 1/1000 of the size, from the fonts' tables: [Arial, DejaVu Sans].
  const known = { "average margin": [6948, 7956], "0.364": [2502, 2863], "epoch": [2725, 3045] };
  for (const [text, [arial, dejavu]] of Object.entries(known)) {
    const width = textWidth(text, 1000);
    assert(width >= Math.max(arial!, dejavu!), `${text}: ${width}`);
    assert(width <= 1.1 * Math.max(arial!, dejavu!), `${text}: ${width}`);
  }
});

Deno.test("textWidth() of bold text is wider", () => {
  assert(textWidth("margin", 13, true) > textWidth("margin", 13));
});

Deno.test("wrapText() keeps every word, in lines that fit", () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 200, max: 500 }), (list, width) => {
      const lines = wrapText(list.join(" "), width);
      assertEquals(lines.join(" "), list.join(" "));
      assert(lines.every((line) => textWidth(line) <= width));
    }),
    { seed: 1 },
  );
});

Deno.test("wrapText() cuts a word that is longer than a line", () => {
  const [line, ...rest] = wrapText("x".repeat(100), 100);
  assertEquals(rest, []);
  assert(line!.endsWith("…") && textWidth(line!) <= 100);
});

Deno.test("balanceText() needs as few lines as wrapText(), none of them a lone word's width", () => {
  const text = "Training curves of logistic regression, 0 against 1";
  assertEquals(wrapText(text, 325), ["Training curves of logistic regression, 0 against", "1"]);
  assertEquals(balanceText(text, 325), ["Training curves of logistic", "regression, 0 against 1"]);
});

Deno.test("clipText() leaves what fits and never splits a character", () => {
  assertEquals(clipText("short", 100), "short");
  assertEquals(clipText("🦊🦊🦊🦊", 3 * 13 + 1), "🦊🦊…");
});
