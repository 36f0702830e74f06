/**
 * The whole page: one file without script, network or anything of this moment, so that the same
 * results give the same bytes.
 */
import { posix, resolve } from "node:path";
import { againstSection, claimsSection } from "./claims_section.ts";
import { extentSection } from "./extent_section.ts";
import { figuresSection } from "./figures_section.ts";
import { type Html, html } from "./html.ts";
import { type JudgedClaim, settingsJudged } from "./judged_claims.ts";
import { originSection } from "./origin_section.ts";
import { dataUri } from "./picture.ts";
import type { Result } from "./read_results.ts";
import { style } from "./style.ts";
import { summarySection } from "./summary_section.ts";
import { tablesSection } from "./tables_section.ts";

/** What the page is made from. */
export interface PageContent {
  readonly claims: readonly JudgedClaim[];
  /** The claims as CSV, to be taken from the page. */
  readonly csv: string;
  readonly results: readonly Result[];
  readonly problems: readonly string[];
  /** The folder that the page is written into. */
  readonly out: string;
}

const title = "Which claims of the paper hold";

/** The page as the text of an HTML file. */
export function page({ claims, csv, results, problems, out }: PageContent): string {
  const tables = tablesSection(results);
  const link = ({ folder }: Result) => linkTo(out, `${folder}/rows.csv`);
  const { markup } = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}: Marginlab's report</title>
        <style>${{ markup: style }}</style>
      </head>
      <body>
    <a class="skip" href="#main">Skip to the verdicts</a>
    <header>
    <h1>${title}</h1>
    ${introduction}
    </header>
    ${contents(tables !== null, problems.length > 0)}
    <main id="main" tabindex="-1">
    ${problemsSection(problems)}
    ${summarySection(claims, settingsJudged(results))}
    ${againstSection(claims)}
    ${claimsSection(claims)}
    ${tables}
    ${figuresSection(results)}
    ${extentSection(results)}
    ${originSection(results, link)}
    </main>
    <footer>
    <p><a download="claims.csv" href="${dataUri("text/csv", csv)}">All verdicts as CSV</a></p>
    <p class="quiet small">Made by <code>deno task report</code> of Marginlab from the files named above; it measured nothing itself.</p>
    </footer>
      </body>
    </html>
  `;
  return `${markup.trim()}\n`;
}

const introduction =
  html`<p>K. Wu and Y. Yu (2019), <cite>Understanding Adversarial Robustness: The Trade-off between Minimum and Average Margin</cite> (arXiv 1907.11780), say that ordinary training raises the smallest distance between a training image and the decision boundary while it lowers the average one, and propose a regulariser, AMR, against it. Marginlab measures this again, from the real data.</p>
<p>This page puts 24 claims of the paper beside our numbers. A verdict against the paper stands as it is.</p>`;

function contents(hasTables: boolean, hasProblems: boolean): Html {
  const parts: [id: string, name: string][] = [
    ...hasProblems ? [["problems", "What could not be read"]] as [string, string][] : [],
    ["summary", "At a glance"],
    ["against", "Against the paper"],
    ["claims", "The claims"],
    ...hasTables ? [["tables", "Tables"]] as [string, string][] : [],
    ["figures", "Figures"],
    ["extent", "How much was run"],
    ["made", "How it was made"],
  ];
  return html`
    <nav aria-label="Contents">
      <ul role="list">${parts.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul>
    </nav>
  `;
}

function problemsSection(problems: readonly string[]): Html | null {
  if (problems.length === 0) return null;
  return html`
    <section class="card warning" id="problems" aria-labelledby="problems-title">
      <h2 id="problems-title">What could not be read</h2>
      <p>The rest of the page is made without it.</p>
      <ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>
    </section>
  `;
}

/** A file's address, seen from a folder. */
function linkTo(folder: string, file: string): string {
  const slashes = (path: string) => resolve(path).replaceAll("\\", "/");
  return encodeURI(posix.relative(slashes(folder), slashes(file))).replaceAll(
    /[?#]/g,
    encodeURIComponent,
  );
}
