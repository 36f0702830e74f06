import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { publishedValue } from "../../src/experiments/published_tables.ts";
import { table1 } from "../../src/experiments/table1.ts";
import { table2 } from "../../src/experiments/table2.ts";
import type { Training } from "../../src/records/record.ts";
import type { Row, Verdict } from "../../src/types.ts";
import {
  type Place,
  table1Blocks,
  table2Blocks,
  tableRowsOf,
  type TableRowsOptions,
} from "../support/table_rows.ts";

const untested = "not tested at this profile";

/** The paper's own numbers, with some changed; under both attacks. */
function rows(
  blocks: typeof table1Blocks,
  change: (place: Place, printed: number) => number = (_, printed) => printed,
  options: TableRowsOptions = {},
): Row[] {
  const printed = (place: Place) => publishedValue(place) ?? 0.5;
  return tableRowsOf(blocks, (place) => change(place, printed(place)), options);
}

/** The verdicts by claim, and by attack where there is one: `14 paper`. */
function verdicts(
  { claims }: typeof table1 | typeof table2,
  of: readonly Row[],
  trainings: readonly Training[] = [],
): Record<string, Verdict["verdict"]> {
  return Object.fromEntries(
    claims(of, trainings).map(({ claim, attack, verdict }) => [
      attack ? `${claim} ${attack}` : `${claim}`,
      verdict,
    ]),
  );
}

Deno.test("claims 14 to 17 hold on the paper's own numbers, as far as they are true of them", () => {
  assertEquals(verdicts(table1, rows(table1Blocks)), {
    "14 paper": "holds",
    "14 margin": "holds",
    "15 paper": "holds",
    "15 margin": "holds",
    "16 paper": "holds",
    "16 margin": "holds",
    "17": "holds",
  });
});

Deno.test("claims 18 to 20 hold on the paper's own numbers", () => {
  assertEquals(verdicts(table2, rows(table2Blocks)), {
    "18 paper": "holds",
    "18 margin": "holds",
    "19 paper": "holds",
    "19 margin": "holds",
    "20 paper": "holds",
    "20 margin": "holds",
    "21": untested,
  });
});

/** Verdicts of a claim where one method's robust accuracy, or its margin, is another one's. */
function replaced(
  table: typeof table1 | typeof table2,
  blocks: typeof table1Blocks,
  where: (place: Place) => boolean,
  value: number,
  options: TableRowsOptions = {},
): Record<string, Verdict["verdict"]> {
  return verdicts(
    table,
    rows(blocks, (place, printed) => where(place) ? value : printed, options),
  );
}

const robust =
  (method: string, model: string, radius: number, attack = "paper") => (place: Place) =>
    place.method === method && place.model === model && place.radius === radius &&
    place.attack === attack;

Deno.test("claims 14, 15, 16 fail under the attack under which one cell contradicts them, and only there", () => {
  const apart = replaced(table1, table1Blocks, robust("amr", "cnn", 0.5), 0.94);
  assertEquals([apart["14 paper"], apart["14 margin"]], ["fails", "holds"]);
  const behind = replaced(table1, table1Blocks, robust("amr", "mlp", 2, "margin"), 0.33);
  assertEquals([behind["15 paper"], behind["15 margin"]], ["holds", "fails"]);
  const above = replaced(table1, table1Blocks, robust("lcr", "cnn", 0.4), 0.4);
  assertEquals([above["16 paper"], above["16 margin"]], ["fails", "holds"]);
});

Deno.test("claims are judged under AutoAttack where the rows have it, by its own numbers", () => {
  const own = rows(table1Blocks);
  const strongest = own.filter(({ attack }) => attack === "margin").map((row) => ({
    ...row,
    attack: "standard",
    value: row.method === "amr" ? 0.1 : 0.3,
  }));
  const found = verdicts(table1, [...own, ...strongest]);
  const of = ["paper", "margin", "standard"].map((attack) => found[`15 ${attack}`]);
  assertEquals(of, ["holds", "holds", "fails"]);
  assert(!("15 standard" in verdicts(table1, own)));
});

Deno.test("claim 17 fails where one average margin is not larger", () => {
  const same = (place: Place) =>
    place.metric === "average_margin" && place.method === "amr" && place.model === "mlp" &&
    place.dataset === "mnist";
  assertEquals(replaced(table1, table1Blocks, same, 1.36)["17"], "fails");
  assertEquals(replaced(table1, table1Blocks, same, 1.36, { profile: "quick" })["17"], untested);
  assertEquals(replaced(table1, table1Blocks, same, 1.2, { profile: "quick" })["17"], "fails");
});

Deno.test("claims 18, 19, 20 fail where AMR is behind", () => {
  const adversarial = replaced(table2, table2Blocks, robust("adv", "lenet", 2), 0.95);
  assertEquals([adversarial["18 paper"], adversarial["18 margin"]], ["fails", "holds"]);
  const far = (place: Place) =>
    place.method === "amr" && place.model === "convnet" && place.attack === "margin";
  const behind = replaced(table2, table2Blocks, far, 0.4);
  assertEquals([behind["19 paper"], behind["19 margin"]], ["holds", "fails"]);
  const mmr = replaced(table2, table2Blocks, robust("mmr", "lenet_small", 0.4), 0.5);
  assertEquals([mmr["20 paper"], mmr["20 margin"]], ["fails", "holds"]);
});

Deno.test("at quick a claim fails only on a difference beyond two standard errors the other way", () => {
  const lag = (difference: number, options: TableRowsOptions) =>
    replaced(
      table1,
      table1Blocks,
      robust("amr", "mlp", 2),
      0.3407 - difference,
      options,
    )["15 paper"];
  const few = { profile: "quick", points: 200 };
  assertEquals(lag(0.03, few), untested);
  assertEquals(lag(0.15, few), "fails");
  assertEquals(lag(0.15, { ...few, profile: "smoke" }), untested);
  assertEquals(lag(0, {}), "fails");
});

Deno.test("one image of few decides no comparison, not even where none stands", () => {
  const asClaimed = (amr: number) => {
    const values: Record<string, number> = { lcr: 0, amr };
    const change = ({ dataset, model, method, radius, attack }: Place, printed: number) =>
      dataset === "mnist" && model === "mlp" && radius === 2 && attack === "paper"
        ? values[method] ?? printed
        : printed;
    const own = rows(table1Blocks, change, { profile: "quick", points: 60 });
    const claim = table1.claims(own).find((one) => one.claim === 15 && one.attack === "paper")!;
    return Number(/^(\d+) of 8/.exec(claim.measured)![1]);
  };
  assertEquals(asClaimed(1 / 60), asClaimed(0));
  assertEquals(asClaimed(10 / 60), asClaimed(0) + 1);
});

Deno.test("a network that guesses, or is not there, decides nothing, and its number is told", () => {
  const guess = (place: Place) =>
    place.metric === "clean_accuracy" && place.method === "lcr" && place.dataset === "cifar10";
  const found = replaced(table1, table1Blocks, guess, 0.2);
  assertEquals([found["15 paper"], found["14 margin"]], [untested, untested]);
  const margins = rows(table1Blocks).filter(({ metric }) => metric === "average_margin");
  assertEquals(verdicts(table1, margins)["17"], untested);
  const mnist = rows(table1Blocks).filter(({ dataset }) => dataset === "mnist");
  assertEquals(verdicts(table1, mnist)["15 paper"], untested);
  const said =
    table1.claims(rows(table1Blocks)).find(({ claim, attack }) =>
      claim === 16 && attack === "paper"
    )!.measured;
  assertStringIncludes(said, "2 of 2 as claimed: MNIST CNN at 2, standard − LCR +0.6056 ± 0.005");
});

Deno.test("claims of no rows are not tested", () => {
  for (const { claims } of [table1, table2]) {
    for (const { verdict, measured } of claims([])) {
      assertEquals(verdict, untested);
      assert(!/NaN|undefined/.test(measured), measured);
    }
  }
});

Deno.test("claim 21 is judged by the seconds an epoch of the trainings", () => {
  const took = (amr: number, adv: number | null): Training[] =>
    ([["mnist", "lenet"], ["cifar10", "convnet"]] as const).flatMap(([dataset, model]) =>
      ([["std", 2], ["amr", 2 * amr], ["adv", adv]] as const).map(([method, secondsAnEpoch]) => ({
        ...{ dataset, model, method, secondsAnEpoch },
        attackSteps: method === "adv" ? 40 : null,
      }))
    );
  const judged = (trainings: readonly Training[], profile = "paper") =>
    verdicts(table2, rows(table2Blocks, undefined, { profile }), trainings)["21"];
  assertEquals(judged(took(1.3, 60)), "holds");
  assertEquals(judged(took(1.3, 60), "quick"), "holds");
  assertEquals(judged(took(1.3, 60), "smoke"), untested);
  assertEquals(judged(took(2.5, 60)), "fails");
  assertEquals(judged(took(1.3, 20)), "fails");
  assertEquals(judged(took(1.3, 20), "quick"), untested);
  assertEquals(judged(took(1.3, null)), untested);
  const [verdict] = table2.claims(rows(table2Blocks), took(1.3, 60)).slice(-1);
  assertStringIncludes(
    verdict!.measured,
    "MNIST LeNet AMR × 1.3, MNIST LeNet adversarial × 30 (40 ",
  );
});
