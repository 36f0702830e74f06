/**
 * `deno task report`: which of the paper's claims hold, as one page and one CSV, from the
 * results that are there.
 */
import { InputError, runTask } from "./failure.ts";
import { makeWritable, writeWhole } from "./outputs.ts";
import { claimsCsv } from "./report/claims_csv.ts";
import { judgedClaims, outcome, settingsJudged } from "./report/judged_claims.ts";
import { page } from "./report/page.ts";
import { type Found, readResults } from "./report/read_results.ts";
import { readRequest, reportHelp } from "./report/request.ts";
import { note, print } from "./terminal.ts";

if (import.meta.main) await runTask(report);

/** Reads, judges, writes; prints how many claims hold under each setting. */
export async function report(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) return print(reportHelp);
  const { out, paper } = readRequest(args);
  const { results, problems } = await readAll(out, paper);
  const claims = judgedClaims(results);
  const csv = claimsCsv(claims);
  for (const problem of problems) note(`warning: ${problem}`);
  await makeWritable(out);
  await writeWhole(`${out}/claims.csv`, csv);
  await writeWhole(`${out}/report.html`, page({ claims, csv, results, problems, out }));
  for (const setting of settingsJudged(results)) {
    const count = (one: string) => claims.filter((claim) => outcome(claim, setting) === one).length;
    print(
      `${setting}: of ${claims.length} claims ${count("holds")} hold, ${count("fails")} fail, ` +
        `${count("divided")} are divided, ${count("not tested")} are not tested`,
    );
  }
  note(`wrote ${out}/report.html, claims.csv`);
}

/** The full setting's results, then those of the folder that was asked for; one folder is read once. */
async function readAll(out: string, paper: string): Promise<Found> {
  const own = await readResults(out, "out");
  if (own.results.length === 0) {
    const why = own.problems.length > 0 ? ` (${own.problems.join("; ")})` : "";
    throw new InputError(
      `Cannot report on ${out}: it must hold results, such as deno task fig1 makes, and holds none${why}`,
    );
  }
  if (await isSame(out, paper)) return own;
  const full = await readResults(paper, "paper");
  return {
    results: [...full.results, ...own.results],
    problems: [...full.problems, ...own.problems],
  };
}

async function isSame(a: string, b: string): Promise<boolean> {
  const [realA, realB] = await Promise.all(
    [a, b].map((folder) => Deno.realPath(folder).catch(() => folder)),
  );
  return realA === realB;
}
