/**
 * `deno task cells`: writes into the README how many of the cells that the paper's tables print
 * have been measured at its full setting, and where ours differ. `--check` only compares.
 */
import { type PublishedCell, publishedCells } from "../src/experiments/published_tables.ts";
import { select } from "../src/experiments/select.ts";
import { inWords } from "../src/plot/words.ts";
import { rowsFromCsv } from "../src/records/rows.ts";
import type { Row } from "../src/types.ts";
import { InputError, runTask } from "./failure.ts";
import { writeWhole } from "./outputs.ts";
import { note } from "./terminal.ts";

const begin = "<!-- deno-fmt-ignore-start: deno task cells -->",
  end = "<!-- deno-fmt-ignore-end -->";

/** Beyond these, a deviation is named: points of clean and of robust accuracy, a share of a margin. */
const limits: Readonly<Record<string, number>> = {
  clean_accuracy: 0.005,
  robust_accuracy: 0.02,
  average_margin: 0.05,
};

if (import.meta.main) await runTask(cells);

/** Brings the README's part up to date, or fails where `--check` finds that it is not. */
export async function cells(args: readonly string[]): Promise<void> {
  const readme = await Deno.readTextFile("README.md");
  const updated = withCells(readme, await paperRows());
  if (updated === readme) return;
  if (args.includes("--check")) {
    throw new InputError(
      "README.md does not list the cells that results/paper has: deno task cells",
    );
  }
  await writeWhole("README.md", updated);
  note("wrote README.md");
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

/** How many cells are done, a line for each network that was begun, and which deviate. */
export function describeCells(rows: readonly Row[]): string {
  const all = publishedCells();
  const done = all.flatMap((cell) => measured(cell, rows));
  const total = `**${done.length} of the ${all.length} cells** that the paper's tables print are ` +
    "measured at its full setting.";
  if (done.length === 0) return total;
  const networks = [...Map.groupBy(done, nameOf)].map(([name, own]) => {
    const of = all.filter((cell) => nameOf(cell) === name).length;
    return `| ${name} | ${own.length} of ${of} | ${own.filter(deviates).length} |`;
  });
  const parts = [
    total,
    ["| network | cells done | deviate |", "| --- | --- | --- |", ...networks].join("\n"),
    "A cell deviates if it is off by more than 0.5 points of clean accuracy, 2 points of robust " +
    "accuracy under the paper's attack, or 5 % of an average margin.",
  ];
  const deviations = done.filter(deviates).map((cell) => `- ${inSentence(cell)}`);
  return [...parts, ...deviations.length > 0 ? [deviations.join("\n")] : []].join("\n\n");
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

function inSentence(cell: DoneCell): string {
  const { metric, radius, ours, printed } = cell;
  const isMargin = metric === "average_margin";
  const number = (value: number) => isMargin ? value.toFixed(2) : (100 * value).toFixed(2);
  const what = isMargin
    ? "average margin"
    : metric === "clean_accuracy"
    ? "clean accuracy"
    : `at radius ${radius}`;
  return `${nameOf(cell)}, ${what}: ${number(ours)}, printed ${number(printed)}`;
}
