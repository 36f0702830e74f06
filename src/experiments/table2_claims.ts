/**
 * What table 2's rows say of the paper's claims 18 to 20, and the trainings' records of 21.
 *
 * @module
 */
import { inWords } from "../plot/words.ts";
import type { Training } from "../records/record.ts";
import type { Row, Verdict } from "../types.ts";
import { compare, isLarger, judgeComparisons, meanOf } from "./comparisons.ts";
import { short } from "./judgement.ts";
import { cells, underEachAttack } from "./table_claims.ts";

const lenet = { dataset: "mnist", model: "lenet" } as const;
const convnet = { dataset: "cifar10", model: "convnet" } as const;
const small = [
  { dataset: "mnist", model: "lenet_small" },
  { dataset: "cifar10", model: "lenet_small" },
] as const;

/** How far behind, on average over the radii, still counts as comparable: five points. */
const comparable = 0.05;

/** Claims 18 to 20 under each attack, and 21. */
export function table2Claims(
  rows: readonly Row[],
  trainings: readonly Training[] = [],
): Verdict[] {
  return [
    ...underEachAttack(rows, (attack) => [
      {
        claim: 18,
        statement: "On MNIST AMR is ahead of standard, Deep Defense and adversarial training " +
          "at the two largest radii",
        ...judgeComparisons(
          rows,
          cells([lenet], [2, 3], (cell) => cell).flatMap((cell) =>
            ["std", "dd", "adv"].map((rival) => compare(rows, { ...cell, attack }, ["amr", rival]))
          ),
          (comparison) => isLarger(comparison),
        ),
      },
      {
        claim: 19,
        statement: "On CIFAR-10 AMR is comparable with adversarial training and Deep Defense " +
          "(at most 5 points behind, averaged over the radii)",
        ...judgeComparisons(
          rows,
          ["adv", "dd"].map((rival) =>
            meanOf(
              cells(
                [convnet],
                [0, 1, 2, 3],
                (cell) => compare(rows, { ...cell, attack }, ["amr", rival]),
              ),
              `CIFAR-10 ConvNet, mean of AMR − ${inWords(rival)}`,
            )
          ),
          (comparison) => isLarger(comparison, comparable),
        ),
      },
      {
        claim: 20,
        statement: "AMR is ahead of MMR at every radius, on MNIST and on CIFAR-10",
        ...judgeComparisons(
          rows,
          cells(
            small,
            [0, 1, 2, 3],
            (cell) => compare(rows, { ...cell, attack }, ["amr", "mmr"]),
          ),
          (comparison) => isLarger(comparison),
        ),
      },
    ]),
    costs(rows, trainings),
  ];
}

/** An AMR epoch counts as about as long as a standard one up to twice it. */
const asLong = 2;
/** A step of the attack costs less than one of training, which also needs the weights' gradients: this share at least. */
const attackShare = 0.4;

function costs(rows: readonly Row[], trainings: readonly Training[]): Verdict {
  const ratios = [lenet, convnet].flatMap((network) => {
    const of = (method: string) =>
      trainings.find((each) =>
        each.dataset === network.dataset && each.model === network.model && each.method === method
      );
    const standard = of("std")?.secondsAnEpoch;
    return (["amr", "adv"] as const).flatMap((method) => {
      const training = of(method);
      if (!standard || !training?.secondsAnEpoch) return [];
      const times = training.secondsAnEpoch / standard;
      const steps = training.attackSteps ?? 0;
      const asClaimed = method === "amr" ? times <= asLong : times >= attackShare * steps;
      return [{ network, method, times, steps, asClaimed }];
    });
  });
  const told = ratios.map(({ network: { dataset, model }, method, times, steps }) =>
    `${inWords(dataset)} ${inWords(model)} ${inWords(method)} × ${short(times)}` +
    (steps > 0 ? ` (${steps} attack steps)` : "")
  );
  return {
    claim: 21,
    statement: "An AMR epoch takes about as long as a standard one (at most twice), an " +
      "adversarial one about its attack's steps times as long (at least 0.4 of them)",
    measured: ratios.length === 0 ? "not measured" : `of a standard epoch: ${told.join(", ")}`,
    verdict: verdictOf(rows[0]?.profile, ratios.map(({ asClaimed }) => asClaimed)),
  };
}

/** Both ratios of both networks must be there; seconds of smoke's few steps say nothing. */
function verdictOf(profile: string | undefined, asClaimed: readonly boolean[]): Verdict["verdict"] {
  if (profile === undefined || profile === "smoke") return "not tested at this profile";
  if (asClaimed.length === 4 && asClaimed.every(Boolean)) return "holds";
  const refuted = profile === "paper" && asClaimed.includes(false);
  return refuted ? "fails" : "not tested at this profile";
}
