/**
 * A `record.json` that may be damaged or older.
 */
import type { ResultRecord } from "../../src/records/record.ts";

const kinds: Readonly<Partial<Record<keyof ResultRecord, "string" | "number" | "object">>> = {
  profile: "string",
  recipe: "string",
  seed: "number",
  settings: "object",
  backend: "object",
  versions: "object",
  hashes: "object",
  seconds: "number",
  peakMegabytes: "number",
  finished: "string",
};

/**
 * Reads it.
 *
 * @throws {SyntaxError} If it is not JSON, or lacks what every record has.
 */
export function readRecord(text: string): ResultRecord {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new SyntaxError("it must be an object");
  const record = value as Record<string, unknown>;
  const wrong = Object.entries(kinds)
    .filter(([key, kind]) => record[key] === null || typeof record[key] !== kind)
    .map(([key, kind]) => `${key} (${kind})`);
  if (wrong.length > 0) throw new SyntaxError(`it must have ${wrong.join(", ")}`);
  return value as ResultRecord;
}
