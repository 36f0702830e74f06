/**
 * What stands under the deep study's figures.
 *
 * @module
 */
import { inWords } from "../plot/words.ts";
import type { Row } from "../types.ts";
import { select, series } from "./select.ts";
import { guessing } from "./study_claims.ts";

const marginNote =
  "LR: exact margins. MLP and CNN: Theorem 3's estimate from sampled gradients, which is no certificate.";

/** What the margins are, and of which networks they say nothing. */
export function marginNotes(rows: readonly Row[]): string[] {
  const errors = select(rows, { split: "test", metric: "error" });
  const name = ({ dataset, model, method }: Row) =>
    [dataset, model, method].map((code) => inWords(code)).join(" ");
  const guess = [...Map.groupBy(errors, name)]
    .filter(([, own]) => series(own, {}).at(-1)! > guessing)
    .map(([name]) => name);
  if (guess.length === 0) return [marginNote];
  return [
    marginNote,
    `Still guessing at the end, so margins say nothing of: ${guess.join(", ")}.`,
  ];
}
