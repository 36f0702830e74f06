/**
 * The paper's claims, each with every verdict that the results have on it.
 */
import { type PaperClaim, paperClaims } from "../../src/experiments/paper_claims.ts";
import type { Verdict } from "../../src/types.ts";
import type { Result } from "./read_results.ts";
import { compareSettings, settingName } from "./setting.ts";

/** One verdict, and the result that it was read from. */
export interface Judgement extends Verdict {
  readonly result: Result;
  /** See {@linkcode settingName}. */
  readonly setting: string;
}

/** One claim and its verdicts; none where no result speaks of it. */
export interface JudgedClaim extends PaperClaim {
  readonly judgements: readonly Judgement[];
}

/** What all verdicts on a claim under one setting come to; a verdict that something is untested takes nothing away. */
export type Outcome = "holds" | "fails" | "divided" | "not tested";

/** Every claim of the paper, by number; the full setting's verdicts first. */
export function judgedClaims(results: readonly Result[]): JudgedClaim[] {
  const judgements = results.flatMap((result) => {
    const setting = settingName(result);
    return result.verdicts.map((verdict) => ({ ...verdict, result, setting }));
  }).sort((a, b) => compareSettings(a.setting, b.setting));
  return paperClaims.map((claim) => ({
    ...claim,
    judgements: judgements.filter((judgement) => judgement.claim === claim.claim),
  }));
}

/** The settings under which anything was judged, the full one first. */
export function settingsJudged(results: readonly Result[]): string[] {
  return [...new Set(results.map(settingName))].sort(compareSettings);
}

/** What a claim's verdicts under one setting come to. */
export function outcome({ judgements }: JudgedClaim, setting: string): Outcome {
  const verdicts = judgements.filter((judgement) => judgement.setting === setting)
    .map(({ verdict }) => verdict);
  const holds = verdicts.includes("holds");
  if (verdicts.includes("fails")) return holds ? "divided" : "fails";
  return holds ? "holds" : "not tested";
}

/** Who could judge a claim that nothing speaks of: `deno task table1`. */
export function wouldTest({ tasks }: PaperClaim): string {
  return tasks.map((task) => `deno task ${task}`).join(", ");
}
