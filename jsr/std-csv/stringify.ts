/**
 * `stringify`, as `jsr:@std/csv/stringify` documents it.
 *
 * @module
 */

/** An index of an array or a key of an object. */
export type PropertyAccessor = number | string;

/** Where a column's values are, and what its header says if not the last key. */
export type ColumnDetails = {
  header?: string;
  prop: PropertyAccessor | PropertyAccessor[];
};

/** A column: where its values are, with or without a header of its own. */
export type Column = ColumnDetails | PropertyAccessor | PropertyAccessor[];

/** A row. */
export type DataItem = Readonly<Record<string, unknown> | unknown[]>;

/** Options of {@linkcode stringify}. */
export type StringifyOptions = {
  /** Whether the columns' names come first; true by default. */
  headers?: boolean;
  /** What stands between fields; a comma by default. */
  separator?: string;
  /** Which values are written, in this order. */
  columns?: readonly Column[];
  /** Whether a byte-order mark comes first. */
  bom?: boolean;
};

/** Writes rows as CSV text; every row ends with CRLF, null and undefined are empty. */
export function stringify(data: readonly DataItem[], options?: StringifyOptions): string {
  const { headers = true, separator = ",", columns = [], bom = false } = options ?? {};
  if (separator.includes('"') || separator.includes("\r\n")) {
    throw new TypeError(
      "Separator cannot include the following strings:\n" +
        '  - U+0022: Quotation mark (")\n' +
        "  - U+000D U+000A: Carriage Return + Line Feed (\\r\\n)",
    );
  }
  const named = columns.map(readColumn);
  const rows = data.map((item) => valuesOf(item, named));
  if (headers && named.length > 0) rows.unshift(named.map((column) => column.header));
  const lines = rows.map((row) => row.map((value) => encode(value, separator)).join(separator));
  return (bom ? "\ufeff" : "") + lines.map((line) => `${line}\r\n`).join("");
}

interface NamedColumn {
  readonly header: string;
  readonly path: readonly PropertyAccessor[];
}

function readColumn(column: Column): NamedColumn {
  const details = typeof column === "object" && !Array.isArray(column) ? column : { prop: column };
  const path = [details.prop].flat();
  return { header: details.header ?? String(path.at(-1)), path };
}

function valuesOf(item: DataItem, columns: readonly NamedColumn[]): unknown[] {
  if (columns.length > 0) return columns.map(({ path }) => path.reduce(step, item as unknown));
  if (Array.isArray(item)) return [...item];
  if (typeof item !== "object") return [item];
  throw new TypeError("No property accessor function was provided for object");
}

function step(value: unknown, key: PropertyAccessor): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) && typeof key !== "number") {
    throw new TypeError('Property accessor is not of type "number"');
  }
  return (value as Record<PropertyAccessor, unknown>)[key];
}

function encode(value: unknown, separator: string): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const special = [separator, "\n", '"'].some((one) => text.includes(one));
  return special ? `"${text.replaceAll('"', '""')}"` : text;
}
