/**
 * The verdicts as CSV: one row a claim, attack and result.
 */
import { stringify } from "@std/csv/stringify";
import { type JudgedClaim, wouldTest } from "./judged_claims.ts";

const columns = [
  "claim",
  "attack",
  "profile",
  "recipe",
  "seed",
  "backend",
  "setting",
  "experiment",
  "verdict",
  "statement",
  "measured",
  "paper",
];

/** RFC 4180; a claim that no result speaks of is `not tested`, with what would test it. */
export function claimsCsv(claims: readonly JudgedClaim[]): string {
  return stringify(claims.flatMap(recordsOf), { columns });
}

function recordsOf(claim: JudgedClaim): Record<string, unknown>[] {
  const paper = `${claim.sentence} (${claim.place})`;
  if (claim.judgements.length === 0) {
    const measured = `${wouldTest(claim)} would test it`;
    return [{ claim: claim.claim, verdict: "not tested", measured, paper }];
  }
  return claim.judgements.map(({ result, ...judgement }) => {
    const { profile, recipe, seed, backend } = result.rows[0]!;
    const made = { profile, recipe, seed, backend, experiment: result.experiment.name };
    return { ...judgement, ...made, paper };
  });
}
