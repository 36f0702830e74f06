/**
 * What table 1's rows say of the paper's claims 14 to 17.
 *
 * @module
 */
import type { Row, Verdict } from "../types.ts";
import { compare, isLarger, isWithin, judgeComparisons } from "./comparisons.ts";
import { studyDatasets } from "./deep_study.ts";
import { cells, underEachAttack } from "./table_claims.ts";

const models = ["mlp", "cnn"] as const;
const networks = studyDatasets.flatMap((dataset) => models.map((model) => ({ dataset, model })));

/** How far apart two robust accuracies may be that count as about the same: two points. */
const about = 0.02;

/** Claims 14 to 16 under each attack that was run, and 17, to which attacks do not matter. */
export function table1Claims(rows: readonly Row[]): Verdict[] {
  return [
    ...underEachAttack(rows, (attack) => [
      {
        claim: 14,
        statement: "At the smallest radius AMR's robust accuracy is about LCR's (within 2 points)",
        ...judgeComparisons(
          rows,
          cells(networks, [0], (cell) => compare(rows, { ...cell, attack }, ["amr", "lcr"])),
          (comparison) => isWithin(comparison, about),
        ),
      },
      {
        claim: 15,
        statement: "At the two largest radii AMR's robust accuracy is above LCR's",
        ...judgeComparisons(
          rows,
          cells(networks, [2, 3], (cell) => compare(rows, { ...cell, attack }, ["amr", "lcr"])),
          (comparison) => isLarger(comparison),
        ),
      },
      {
        claim: 16,
        statement: "On the CNNs LCR falls below standard training at the largest radius",
        ...judgeComparisons(
          rows,
          cells(
            networks.filter(({ model }) => model === "cnn"),
            [3],
            (cell) => compare(rows, { ...cell, attack }, ["std", "lcr"]),
          ),
          (comparison) => isLarger(comparison),
        ),
      },
    ]),
    {
      claim: 17,
      statement: "The average margin of AMR is larger than LCR's, and LCR's than the standard one",
      ...judgeComparisons(
        rows,
        networks.flatMap((network) =>
          ([["amr", "lcr"], ["lcr", "std"]] as const).map((pair) =>
            compare(rows, { ...network, metric: "average_margin" }, pair)
          )
        ),
        (comparison) => isLarger(comparison),
      ),
    },
  ];
}
