/**
 * One text for one value: what a hash can be made of.
 *
 * @module
 */

/**
 * JSON without spaces and with the keys of every object in order, so that
 * equal data give equal text however they were put together.
 *
 * @throws {TypeError} If something in the value is not JSON: NaN, an infinity, undefined, a function.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (isPlainObject(value)) {
    const fields = Object.keys(value).sort().map((key) =>
      `${JSON.stringify(key)}:${canonicalJson(value[key])}`
    );
    return `{${fields.join(",")}}`;
  }
  const isScalar = value === null || typeof value === "string" || typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value));
  if (isScalar) return JSON.stringify(value);
  throw new TypeError(`Cannot write as JSON: plain data is needed, found ${String(value)}`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}
