import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatFixed, formatNumber, formatPower } from "../../src/plot/format_number.ts";

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The number that a printed one says. */
function readBack(text: string): number {
  const plain = text.replaceAll("−", "-").replaceAll("⁻", "-").replaceAll(",", "")
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(superscripts.indexOf(digit)));
  const power = text.match(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/)?.[0].length ?? 0;
  if (power === 0) return Number(plain);
  const [mantissa, exponent] = [plain.slice(0, -power - 2), plain.slice(-power)];
  return Number(`${mantissa.replace("×", "").replace(/^-?$/, "$&1")}e${exponent}`);
}

Deno.test("formatNumber() keeps three significant digits, whole numbers whole, no trailing zeros", () => {
  const values = [0.36414583, 1.35475, 2.5, 12665, -2.98599, 0, 0.00999];
  const shown = ["0.364", "1.35", "2.5", "12,665", "−2.99", "0", "0.00999"];
  assertEquals(values.map((value) => formatNumber(value)), shown);
});

Deno.test("formatNumber() writes extremes as powers of ten", () => {
  const shown = [3.14159e-7, 1e-9, -1e-9, 2.5e12].map((value) => formatNumber(value));
  assertEquals(shown, ["3.14×10⁻⁷", "10⁻⁹", "−10⁻⁹", "2.5×10¹²"]);
});

Deno.test("formatNumber() has signs or words for what is not finite", () => {
  const shown = [NaN, Infinity, -Infinity].map((value) => formatNumber(value));
  assertEquals(shown, ["not a number", "∞", "−∞"]);
});

Deno.test("formatNumber() reads back as the number to three digits", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -999, max: 999 }),
      fc.integer({ min: -15, max: 15 }),
      (digits, power) => {
        const value = Number(`${digits}e${power}`);
        const error = Math.abs(readBack(formatNumber(value)) - value);
        assert(error <= 1e-9 * Math.abs(value), `${value} is written ${formatNumber(value)}`);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("formatFixed() never writes a negative zero", () => {
  assertEquals([-0.001, -0.4, 1234567.891].map((value) => formatFixed(value, 1)), [
    "0.0",
    "−0.4",
    "1,234,567.9",
  ]);
});

Deno.test("formatPower() writes exponents high", () => {
  assertEquals([-12, 0, 3].map(formatPower), ["10⁻¹²", "10⁰", "10³"]);
});
