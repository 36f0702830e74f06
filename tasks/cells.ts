/**
 * `deno task cells`: writes into the README how many of the cells that the paper's tables print
 * have been measured at its full setting, and where ours differ. `--check` only compares.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type PublishedCell, publishedCells } from "../src/experiments/published_tables.ts";
import { select } from "../src/experiments/select.ts";
import { inWords } from "../src/plot/words.ts";
import { rowsFromCsv } from "../src/records/rows.ts";
import type { Row } from "../src/types.ts";
import { InputError, runTask, UsageError } from "./failure.ts";
import { writeWhole } from "./outputs.ts";
import { note, print } from "./terminal.ts";

const begin = "<!-- deno-fmt-ignore-start -->",
  end = "<!-- deno-fmt-ignore-end -->";

/** Beyond these, a number is set in bold: points of clean and of robust accuracy, a share of a margin. */
const limits: Readonly<Record<string, number>> = {
  clean_accuracy: 0.005,
  robust_accuracy: 0.02,
  average_margin: 0.05,
};

const helpText =
  `Writes into the README which cells of the paper's tables results/paper has at the full setting.

Usage: deno task cells [--check] [--verbose] [--help]

  --check     write nothing; exit code 2 if the README does not list them
  --verbose   print where an error came from
  --help      print this`;

if (import.meta.main) await runTask(cells);

/** Brings the README's part up to date, or fails where `--check` finds that it is not. */
export async function cells(args: readonly string[]): Promise<void> {
  const { check, help } = readRequest(args);
  if (help) return print(helpText);
  const readme = await Deno.readTextFile("README.md");
  const updated = withCells(readme, await paperRows());
  if (updated === readme) return;
  if (check) {
    throw new InputError(
      "README.md does not list the cells that results/paper has: deno task cells",
    );
  }
  await writeWhole("README.md", updated);
  note("wrote README.md");
}

function readRequest(args: readonly string[]): { check: boolean; help: boolean } {
  return parseArgs([...args], {
    boolean: ["check", "help", "verbose"],
    unknown: (flag) => {
      throw new UsageError(`unknown flag ${flag} (--help shows what there is)`);
    },
  });
}

async function paperRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const table of ["table1", "table2"]) {
    try {
      rows.push(...rowsFromCsv(await Deno.readTextFile(`results/paper/${table}/rows.csv`)));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return rows;
}

/** A text with the part between its two marks written anew from rows. */
export function withCells(text: string, rows: readonly Row[]): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new InputError(`README.md must hold ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${describeCells(rows)}\n\n${text.slice(to)}`;
}

/** A cell with our number under the paper's attack, at the full setting. */
type DoneCell = PublishedCell & { readonly ours: number; readonly printed: number };

/** How many cells are done, a line for each network that was begun with its numbers, and which deviate. */
export function describeCells(rows: readonly Row[]): string {
  const all = publishedCells();
  const done = all.flatMap((cell) => measured(cell, rows));
  const total = `**${done.length} of the ${all.length} cells** that the paper's tables print are ` +
    "measured at its full setting.";
  if (done.length === 0) return total;
  const networks = [...Map.groupBy(done, nameOf)].map(([name, own]) => {
    const of = all.filter((cell) => nameOf(cell) === name).length;
    const numbers = own.map(besidePrinted).join(", ");
    return `| ${name} | ${own.length} of ${of} | ${numbers} |`;
  });
  return [
    total,
    ["| network | cells done | ours (printed) |", "| --- | --- | --- |", ...networks].join("\n"),
    "In the tables' order: clean accuracy, robust accuracy by radius under the paper's attack, average " +
    "margin. **Bold** is off by more than 0.5 points (clean), 2 points (robust) or 5 % (margin).",
  ].join("\n\n");
}

function measured(cell: PublishedCell, rows: readonly Row[]): DoneCell[] {
  const attack = cell.metric === "robust_accuracy" ? "paper" : null;
  const [row] = select(rows, { ...cell, attack, profile: "paper" });
  if (typeof row?.published !== "number" || row.value === null) return [];
  return [{ ...cell, ours: row.value, printed: row.published }];
}

function deviates({ metric, ours, printed }: DoneCell): boolean {
  const scale = metric === "average_margin" ? printed : 1;
  return Math.abs(ours - printed) > limits[metric]! * scale;
}

function nameOf({ dataset, model, method }: PublishedCell): string {
  return [dataset, model, method].map((word) => inWords(word)).join(" ");
}

/** `98.29 (98.24)`, bold if it deviates. */
function besidePrinted(cell: DoneCell): string {
  const ours = inTable(cell, cell.ours);
  return `${deviates(cell) ? `**${ours}**` : ours} (${inTable(cell, cell.printed)})`;
}

/** A number as the tables print it: accuracy in percent. */
function inTable({ metric }: PublishedCell, value: number): string {
  return metric === "average_margin" ? value.toFixed(2) : (100 * value).toFixed(2);
}
