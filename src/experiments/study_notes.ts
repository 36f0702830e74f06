/**
 * What stands under the deep study's figures.
 *
 * @module
 */
import { inWords } from "../plot/words.ts";
import type { Row } from "../types.ts";
import { select, series } from "./select.ts";
import { guessing, networksOf } from "./study_claims.ts";

/** What the margins of the networks in the rows are. */
function marginNote(rows: readonly Row[]): string {
  const models = [...new Set(networksOf(rows).map(({ model }) => model))];
  const estimated = models.filter((model) => model !== "lr").map((model) => inWords(model));
  return [
    ...models.includes("lr") ? ["LR: exact margins."] : [],
    ...estimated.length > 0
      ? [
        `${
          estimated.join(" and ")
        }: Theorem 3's estimate from sampled gradients, at most their ball's radius; no certificate.`,
      ]
      : [],
  ].join(" ");
}

/** That not all of a figure's networks are in the rows, where it is so. */
export function partNotes(rows: readonly Row[], networks: number): string[] {
  const found = networksOf(rows).length;
  return found < networks ? [`A part: ${found} of the figure's ${networks} networks.`] : [];
}

/** What the margins are, of which networks they say nothing, and whether some of a figure's are not there. */
export function marginNotes(rows: readonly Row[], networks: number): string[] {
  return [...kindNotes(rows), ...partNotes(rows, networks)];
}

function kindNotes(rows: readonly Row[]): string[] {
  const errors = select(rows, { split: "test", metric: "error" });
  const name = ({ dataset, model, method }: Row) =>
    [dataset, model, method].map((code) => inWords(code)).join(" ");
  const guess = [...Map.groupBy(errors, name)]
    .filter(([, own]) => series(own, {}).at(-1)! > guessing)
    .map(([name]) => name);
  if (guess.length === 0) return [marginNote(rows)];
  return [
    marginNote(rows),
    `Still guessing at the end, so margins say nothing of: ${guess.join(", ")}.`,
  ];
}
