const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten in print: `10⁻⁵`. */
export function formatPower(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits.join("")}`;
}

/** A number with a fixed count of decimals, thousands apart, and a true minus: `−12,665.50`. */
export function formatFixed(value: number, decimals: number): string {
  const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(digits) ? `−${digits}` : digits;
}

/**
 * A number in print with so many significant digits and no trailing zeros:
 * `12,665`, `0.364`, `−2.99`, `3.1×10⁻⁷`; `∞`, `−∞` and `not a number` in words.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatNumber } from "@marginlab/marginlab";
 *
 * assertEquals([12665, -2.9861, 3.1e-7].map((value) => formatNumber(value)), [
 *   "12,665",
 *   "−2.99",
 *   "3.1×10⁻⁷",
 * ]);
 * ```
 */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  if (value === 0) return "0";
  const [mantissa = "", power = "0"] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -3 && exponent < 6) {
    return formatFixed(value, decimalsOf(mantissa, exponent));
  }
  const short = formatFixed(Number(mantissa), decimalsOf(mantissa, 0));
  if (short === "1") return formatPower(exponent);
  return `${short === "−1" ? "−" : `${short}×`}${formatPower(exponent)}`;
}

function decimalsOf(mantissa: string, exponent: number): number {
  const fraction = (mantissa.split(".")[1] ?? "").replace(/0+$/, "");
  return Math.max(0, fraction.length - exponent);
}
