/**
 * Folders of results as `deno task report` finds them, made of the committed ones.
 */
import { sha256 } from "../../src/data/dataset_hash.ts";

const committed = new URL("../../results/paper/", import.meta.url);

/** A folder's files, changed on the way. */
export interface Changes {
  readonly rows?: (csv: string) => string;
  readonly svg?: (svg: string) => string;
  readonly record?: (record: Record<string, unknown>) => unknown;
}

/** Copies a committed result into a folder of results; its record keeps its rows' hash. */
export async function copyResult(name: string, folder: string, changes: Changes = {}) {
  const read = (file: string) => Deno.readTextFile(new URL(`${name}/${file}`, committed));
  const write = (file: string, text: string) =>
    Deno.writeTextFile(`${folder}/${name}/${file}`, text);
  await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  const rows = (changes.rows ?? same)(await read("rows.csv"));
  const record = JSON.parse(await read("record.json"));
  record.hashes["rows.csv"] = await sha256(new TextEncoder().encode(rows));
  await write("rows.csv", rows);
  await write(`${name}.svg`, (changes.svg ?? same)(await read(`${name}.svg`)));
  await write("record.json", JSON.stringify((changes.record ?? same)(record)));
}

/** The changes that make a result one of the quick profile, with some of its settings. */
export function asQuick(settings: Record<string, unknown> = {}): Changes {
  return {
    rows: (csv) => csv.replaceAll(",released,paper,", ",released,quick,"),
    record: (record) => ({
      ...record,
      profile: "quick",
      settings: { ...record.settings as Record<string, unknown>, ...settings },
    }),
  };
}

function same<T>(value: T): T {
  return value;
}
