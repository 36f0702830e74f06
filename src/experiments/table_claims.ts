/**
 * What the claims of both tables are made of.
 *
 * @module
 */
import type { Row, Verdict } from "../types.ts";
import type { StudyDataset } from "./deep_study.ts";
import { tableRadii } from "./published_tables.ts";
import { tableAttacks } from "./robustness_settings.ts";
import { select } from "./select.ts";

/** Claims under the paper's attack and the one that conclusions are drawn from, and under AutoAttack where the rows have it, by their numbers. */
export function underEachAttack(
  rows: readonly Row[],
  claims: (attack: string) => readonly Omit<Verdict, "attack">[],
): Verdict[] {
  const attacks = tableAttacks.filter((attack) =>
    attack !== "standard" || select(rows, { attack }).length > 0
  );
  const verdicts = attacks.flatMap((attack) => claims(attack).map((one) => ({ ...one, attack })));
  return verdicts.toSorted((a, b) => a.claim - b.claim);
}

/** Networks at some of the four radii, by their places. */
export function cells<T>(
  networks: readonly { readonly dataset: StudyDataset; readonly model: string }[],
  places: readonly number[],
  make: (cell: Partial<Row>) => T,
): T[] {
  return networks.flatMap(({ dataset, model }) =>
    places.map((place) => make({ dataset, model, radius: tableRadii[dataset][place]! }))
  );
}
