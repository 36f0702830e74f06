/**
 * A table of clean and robust accuracy as one can print it, and in a terminal.
 *
 * @module
 */
import { composeFigures } from "../plot/compose_figures.ts";
import type { FigureSpec } from "../plot/figure_spec.ts";
import { table, type TableBlock } from "../plot/table.ts";
import type { TableCell, TableColumn } from "../plot/table_layout.ts";
import { inWords } from "../plot/words.ts";
import type { Row } from "../types.ts";
import { guesses } from "./comparisons.ts";
import type { Finding } from "./experiment.ts";
import { attackNotes, blockHeading } from "./robustness_notes.ts";
import { select } from "./select.ts";
import { linesOf, radiiOf } from "./table_lines.ts";

/** Draws a table's rows: a part for each data set, a block for each network, a line for each method and attack, and for what is certified. */
export function drawTable(rows: readonly Row[], title: string): FigureSpec {
  const parts = [...Map.groupBy(rows, ({ dataset }) => dataset)].map(([dataset, own]) => {
    const columns = columnsOf(own);
    return table(
      [...Map.groupBy(own, ({ model }) => model).values()].map((block) => blockOf(block, columns)),
      { title: inWords(dataset), columns },
    );
  });
  const withMargins = hasMargins(rows);
  return composeFigures(parts, {
    title,
    rows,
    notes: [
      "Accuracies in percent of the test points" +
      `${withMargins ? ", margins l2 (Theorem 3's estimate, averaged)" : ""}. ` +
      "Grey: as printed. Bold: the best of its block under the same attack.",
      "†: the printed number is outside our 95 % interval (Wilson's for accuracies" +
      `${withMargins ? ", 1.96 standard errors for margins" : ""}).`,
      ...methodsGuess(rows)
        ? ["°: still guesses, a quarter right at most; how far its boundaries are says nothing."]
        : [],
      ...attackNotes(rows, { marked: true }),
      ...select(rows, { metric: "certified_accuracy" }).length > 0
        ? ["certified: what no attack whatever can go below, from the network's Lipschitz bounds."]
        : [],
    ],
  });
}

/** Whether the average margin is in the rows. */
export function hasMargins(rows: readonly Row[]): boolean {
  return select(rows, { metric: "average_margin" }).length > 0;
}

/** A column with what its cells are looked up by; without that, the network or the attack. */
interface Column extends TableColumn {
  readonly of: "method" | "attack" | { readonly metric: string } | { readonly radius: number };
}

/** The columns in which there is anything. */
function columnsOf(rows: readonly Row[]): Column[] {
  const columns: Column[] = [
    { label: "attack", align: "left", of: "attack" },
    { label: "clean", of: { metric: "clean_accuracy" } },
    ...radiiOf(rows).map((radius): Column => ({
      label: String(radius),
      group: "at radius",
      of: { radius },
    })),
    { label: "margin", of: { metric: "average_margin" } },
  ];
  const isUsed = ({ of }: Column): boolean =>
    typeof of === "object" ? select(rows, of).length > 0 : linesOf(rows)[0]!.label !== "";
  return [{ label: "training", of: "method" }, ...columns.filter(isUsed)];
}

function methodsGuess(rows: readonly Row[]): boolean {
  const network = ({ dataset, model, method }: Row) => [dataset, model, method].join();
  return Map.groupBy(rows, network).values().some(guesses);
}

/** Whether what is printed lies outside our 95 % interval, rounded as it is. */
export function deviates({ published, low, high, metric }: Row): boolean {
  if (typeof published !== "number" || typeof low !== "number" || typeof high !== "number") {
    return false;
  }
  const rounding = metric === "average_margin" ? 0.005 : 0.00005;
  return published < low - rounding || published > high + rounding;
}

/** Above this share of points without a first gradient, an attack's accuracy is marked. */
const stuck = 0.01;

function blockOf(rows: readonly Row[], columns: readonly Column[]): TableBlock {
  const methods = [...Map.groupBy(rows, ({ method }) => method)];
  const learned = methods.flatMap(([, own]) => guesses(own) ? [] : own);
  const lines = methods.flatMap(([method, own]) =>
    linesOf(rows).map((line, nth) =>
      columns.map(({ of }) => {
        if (of === "attack") return line.label;
        if (of !== "method" && "radius" in of) {
          return cellOf(select(own, { ...of, ...line.of })[0], learned);
        }
        if (nth > 0) return "";
        if (of === "method") return `${inWords(method)}${guesses(own) ? "°" : ""}`;
        return cellOf(select(own, of)[0], learned);
      })
    )
  );
  return { heading: blockHeading(rows), lines };
}

/** A cell, bold where it is the best of those that count and not all of them are the same. */
function cellOf(row: Row | undefined, learned: readonly Row[]): TableCell {
  if (!row) return { text: "" };
  const { metric, attack, radius, published } = row;
  const rivals = select(learned, { metric, attack, radius });
  const values = rivals.map(({ value }) => value ?? NaN).filter(Number.isFinite);
  const isBest = rivals.includes(row) && row.value === Math.max(...values) &&
    row.value !== Math.min(...values);
  const mark = `${deviates(row) ? "†" : ""}${Number(row.floored) > stuck ? "‡" : ""}`;
  return {
    text: shown(row.value, row),
    bold: isBest,
    ...mark !== "" && { mark },
    ...typeof published === "number" && { note: shown(published, row, true) },
  };
}

/** A percentage with a second decimal where enough points carry it, or a margin. */
function shown(value: number | null, { metric, points }: Row, printed = false): string {
  if (value === null) return "";
  if (metric === "average_margin") return value.toFixed(2);
  return (100 * value).toFixed(printed || Number(points) >= 5000 ? 2 : 1);
}

/** A line for each network and attack: clean, then robust accuracies, then the average margin. */
export function tableFindings(rows: readonly Row[]): Finding[] {
  const network = ({ dataset, model, method }: Row) =>
    [dataset, model, method].map((code) => inWords(code)).join(" ");
  return [...Map.groupBy(rows, network)].flatMap(([name, own]) =>
    linesOf(own).map(({ label, of }) => {
      const clean = select(own, { metric: "clean_accuracy" });
      const cells = [...clean, ...select(own, of)];
      const margin = select(own, { metric: "average_margin" });
      const words = (value: (row: Row) => string) =>
        [cells, margin].filter(({ length }) => length > 0)
          .map((part) => part.map(value).join(", ")).join("; ");
      const known = [...cells, ...margin].some(({ published }) => typeof published === "number");
      return {
        quantity: [
          `${name}${label && `, ${label}`}: `,
          cells.length > 0 ? ["clean", ...radiiOf(own)].join(", ") : "",
          cells.length > 0 && margin.length > 0 ? "; " : "",
          margin.length > 0 ? "margin" : "",
        ].join(""),
        measured: words((row) => `${shown(row.value, row)}${deviates(row) ? "†" : ""}`),
        paper: known && (label === "paper" || label === "")
          ? words((row) => row.published === null ? "–" : shown(Number(row.published), row, true))
          : "",
      };
    })
  );
}
