/**
 * Rows that stand beside a printed number, as tables: a block a data set and model, a line a
 * method, a column a quantity, attack and radius.
 */
import { formatFixed } from "../../src/plot/format_number.ts";
import { inWords } from "../../src/plot/words.ts";
import { deviates } from "../../src/experiments/table_drawing.ts";
import type { Row } from "../../src/types.ts";
import { type Html, html } from "./html.ts";
import type { Result } from "./read_results.ts";
import { settingName } from "./setting.ts";
import { scrolling, settingTitle } from "./words.ts";

const metrics = ["clean_accuracy", "robust_accuracy", "certified_accuracy", "average_margin"];

/** Every result that has printed numbers; nothing where none has. */
export function tablesSection(results: readonly Result[]): Html | null {
  const printed = results.filter(({ rows }) => "published" in rows[0]!);
  if (printed.length === 0) return null;
  return html`
    <section id="tables" aria-labelledby="tables-title">
    <h2 id="tables-title">Tables</h2>
    <p>Our number, then what the paper prints in brackets where it prints one. Accuracies are percentages. The paper's attack is <strong>paper</strong>; our own conclusions rest on <strong>margin</strong>, which a confident network cannot hide from. Certified is what no attack whatever can break, known for networks of dense layers. The interval is a 95 % interval for our number alone; where the printed number lies outside of it, there is a †.</p>
    ${printed.map(blocks)}
    </section>
  `;
}

function blocks(result: Result): Html {
  const { experiment, rows } = result;
  const cells = rows.filter(({ metric }) => metrics.includes(metric));
  const setting = settingTitle(settingName(result));
  const keys = distinct(cells.map(({ dataset, model }) => JSON.stringify([dataset, model])));
  return html`<h3>${experiment.title}: ${setting}</h3>${
    keys.map((key) => {
      const [dataset, model] = JSON.parse(key) as [string, string];
      const own = cells.filter((row) => row.dataset === dataset && row.model === model);
      const name = `${inWords(dataset)} ${inWords(model)}`;
      return scrolling(
        `${experiment.name}, ${setting}: ${name}`,
        table(own, `${name}, ${experiment.name}, ${setting}${images(own)}`),
      );
    })
  }`;
}

/** How many test images the accuracies were counted on. */
function images(rows: readonly Row[]): string {
  const counts = new Set(
    rows.filter(({ metric }) => metric.endsWith("accuracy"))
      .flatMap(({ points }) => typeof points === "number" ? [formatFixed(points, 0)] : []),
  );
  return counts.size === 0 ? "" : `: accuracies of ${[...counts].join(" or ")} test images`;
}

function table(rows: readonly Row[], caption: string): Html {
  const columns = distinct(rows.map(columnOf))
    .map((key) => JSON.parse(key) as Column).sort(compareColumns);
  const groups = [...Map.groupBy(columns, groupHeading)];
  const lines = [...Map.groupBy(rows, ({ method }) => method ?? "")];
  return html`
    <table class="printed">
      <caption>${caption}</caption>
      <thead>
        <tr><th scope="col" rowspan="2">Method</th>${groups.map(([heading, [first, ...more]]) =>
          first![2] < 0
            ? html`<th scope="col" rowspan="2">${heading}</th>`
            : html`<th scope="colgroup" colspan="${1 + more.length}">${heading}</th>`
        )}</tr>
        <tr>${columns.filter(([, , radius]) => radius >= 0).map(([, , radius]) =>
          html`<th scope="col" class="number">ε = ${radius}</th>`
        )}</tr>
      </thead>
      <tbody>${lines.map(([method, own]) =>
        html`<tr><th scope="row">${inWords(method)}</th>${
          columns.map((column) => {
            const row = own.find((row) => columnOf(row) === JSON.stringify(column));
            return html`<td class="number">${row && cell(row)}</td>`;
          })
        }</tr>`
      )}</tbody>
    </table>
  `;
}

type Column = readonly [metric: string, attack: string, radius: number, split: string];

function columnOf({ metric, attack, radius, split }: Row): string {
  return JSON.stringify([metric, attack ?? "", radius ?? -1, split ?? ""]);
}

/** Clean accuracy, robust accuracies by attack (the paper's first) and radius, average margins. */
function compareColumns(a: Column, b: Column): number {
  const attacks = ["paper", "margin"];
  const rank = ([metric, attack, radius]: Column) => {
    const at = attacks.indexOf(attack);
    return [metrics.indexOf(metric), at < 0 ? attacks.length : at, radius];
  };
  const [left, right] = [rank(a), rank(b)];
  const at = left.findIndex((value, i) => value !== right[i]);
  return at < 0 ? 0 : left[at]! - right[at]!;
}

function groupHeading([metric, attack, , split]: Column): string {
  const about = [inWords(metric), attack && `${attack} attack`, split !== "test" && split];
  return about.filter(Boolean).join(", ");
}

function cell(row: Row): Html {
  const { metric, value, published, low, high } = row;
  const isShare = metric !== "average_margin";
  const shown = (number: unknown, decimals = 2) =>
    typeof number !== "number"
      ? "–"
      : isShare
      ? (100 * number).toFixed(decimals)
      : number.toFixed(decimals + 1);
  return html`${shown(value)}${typeof published === "number" && ` (${shown(published)})`}${
    deviates(row) && " †"
  }${
    typeof low === "number" && typeof high === "number" &&
    html`
      <br><span class="small quiet">${shown(low, 1)} to ${shown(high, 1)}</span>
    `
  }`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
