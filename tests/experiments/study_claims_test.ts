import { assert, assertEquals } from "@std/assert";
import { experiments } from "../../src/experiments/registry.ts";
import type { Row, Verdict } from "../../src/types.ts";
import { textsIn } from "../support/spec_panels.ts";

const models = ["lr", "mlp", "cnn"];
const splits = ["train", "test"];
const epochs = [1, 5, 10, 20, 40];

type Value = (
  at: { dataset: string; model: string; method: string; split: string; epoch: number },
) => number;

/** Rows of every network, one metric each with a value of its own. */
function studyRows(
  metrics: Record<string, Value>,
  { datasets = ["cifar10"], methods = ["std"], profile = "paper" } = {},
): Row[] {
  const base = {
    recipe: "released",
    profile,
    seed: 0,
    attack: null,
    radius: null,
    backend: "wasm",
  };
  const rows: Row[] = [];
  for (const dataset of datasets) {
    for (const model of models) {
      for (const method of methods) {
        for (const split of splits) {
          for (const epoch of epochs) {
            for (const [metric, value] of Object.entries(metrics)) {
              const at = { dataset, model, method, split, epoch };
              rows.push({ ...base, ...at, metric, value: value(at) });
            }
          }
        }
      }
    }
  }
  return rows;
}

function verdicts(name: string, rows: readonly Row[]): Record<number, Verdict["verdict"]> {
  const { claims } = experiments.find((each) => each.name === name)!;
  return Object.fromEntries(claims(rows).map(({ claim, verdict }) => [claim, verdict]));
}

const untested = "not tested at this profile";
const rising: Value = ({ epoch }) => -1 + Math.log(epoch) / 4;
const falling: Value = ({ epoch }) => 1 / epoch;
const flat: Value = () => 0.5;
/** Neither way: as high at its end as at its beginning. */
const hilly: Value = ({ epoch }) => epoch === 1 || epoch === 40 ? 0.5 : 0.6;

Deno.test("claims 8 and 10 hold where margins part and errors are saturated from the start", () => {
  const metrics = { minimum_margin: rising, average_margin: falling, error: flat };
  assertEquals(verdicts("fig2", studyRows(metrics)), { 8: "holds", 10: "holds" });
  assertEquals(verdicts("fig2", studyRows(metrics, { profile: "quick" })), {
    8: "holds",
    10: "holds",
  });
});

Deno.test("claim 8 fails where one curve goes the other way, and at paper where one goes neither", () => {
  const verdict = (value: Value, profile: string) => {
    const average: Value = (at) =>
      at.model === "mlp" && at.split === "test" ? value(at) : falling(at);
    const metrics = { minimum_margin: rising, average_margin: average, error: flat };
    return verdicts("fig2", studyRows(metrics, { profile }))[8];
  };
  assertEquals(verdict(hilly, "paper"), "fails");
  assertEquals(verdict(hilly, "quick"), untested);
  assertEquals(verdict(rising, "paper"), "fails");
  assertEquals(verdict(rising, "quick"), "fails");
  assertEquals(verdict(rising, "smoke"), untested);
});

Deno.test("claim 9 leaves out the average margin of MNIST's CNN, and nothing else", () => {
  const rows = (model: string) =>
    studyRows({
      minimum_margin: rising,
      average_margin: (at) => at.model === model ? rising(at) : falling(at),
      error: flat,
    }, { datasets: ["mnist"] });
  assertEquals(verdicts("fig6", rows("cnn")), { 9: "holds", 10: "holds" });
  assertEquals(verdicts("fig6", rows("mlp"))[9], "fails");
});

Deno.test("claim 10 looks only at what comes after the errors have saturated", () => {
  const late: Value = ({ epoch }) => epoch < 40 ? 0.5 : 0.1;
  const rows = (error: Value) =>
    studyRows({ minimum_margin: rising, average_margin: falling, error });
  assertEquals(verdicts("fig2", rows(late))[10], untested);
  const hump: Value = (at) => at.epoch === 1 ? 0 : falling(at);
  const soon: Value = ({ epoch }) => epoch < 5 ? 0.5 : 0.1;
  const after = studyRows({ minimum_margin: rising, average_margin: hump, error: soon });
  assertEquals(verdicts("fig2", after), { 8: "fails", 10: "holds" });
  const trainedLate: Value = (at) => at.split === "train" ? late(at) : soon(at);
  assertEquals(verdicts("fig2", rows(trainedLate))[10], untested);
});

Deno.test("claims 12, 13 and 17 by the factor between AMR and standard, and by what AMR keeps", () => {
  const rows = (amr: Value, profile = "paper") =>
    studyRows({ average_margin: (at) => at.method === "amr" ? amr(at) : falling(at) }, {
      datasets: ["mnist", "cifar10"],
      methods: ["std", "amr"],
      profile,
    });
  const last = 1 / 40;
  const times = (lr: number, cnn: number): Value => ({ model }) =>
    last * (model === "cnn" ? cnn : lr);
  assertEquals(verdicts("fig3", rows(times(2.5, 1.7))), { 12: "holds", 13: "holds", 17: untested });
  assertEquals(verdicts("fig3", rows(times(4, 1.7)))[12], "fails");
  assertEquals(verdicts("fig3", rows(times(2.5, 2.5)))[12], "fails");
  assertEquals(verdicts("fig3", rows(times(4, 1.7), "quick"))[12], untested);
  assertEquals(verdicts("fig3", rows(times(0.9, 1.7)))[17], "fails");
  assertEquals(verdicts("fig3", rows(times(0.9, 1.7), "quick")), {
    12: "fails",
    13: "holds",
    17: "fails",
  });
  assertEquals(verdicts("fig3", rows(times(0.99, 1.7)))[17], "fails");
  assertEquals(verdicts("fig3", rows(times(0.99, 1.7), "quick")), {
    12: untested, // less by no more than noise
    13: "holds",
    17: untested,
  });
  const same = rows(falling);
  assertEquals(verdicts("fig3", same)[13], "fails");
  assertEquals(verdicts("fig3", rows(falling, "quick"))[13], untested);
  const faster: Value = (at) => falling(at) ** 2;
  assertEquals(verdicts("fig3", rows(faster, "quick"))[13], "fails");
});

Deno.test("claims 12 and 17 say nothing of networks that still guess at the end of one training", () => {
  const rows = (factor: number, error: number, late = error) =>
    studyRows({
      average_margin: ({ model, method }) => method === "std" ? 1 : model === "cnn" ? factor : 2.5,
      error: ({ model, method, epoch }) =>
        model === "cnn" && method === "amr" ? (epoch === 40 ? late : error) : 0.1,
    }, { datasets: ["mnist", "cifar10"], methods: ["std", "amr"], profile: "quick" });
  const verdict = (...of: Parameters<typeof rows>) => {
    const { 12: factor, 17: larger } = verdicts("fig3", rows(...of));
    return [factor, larger];
  };
  assertEquals(verdict(0.5, 0.1), ["fails", "fails"]);
  assertEquals(verdict(0.5, 0.9), [untested, untested]);
  assertEquals(verdict(0.5, 0.9, 0.1), ["fails", "fails"]);
  assertEquals(verdict(1.7, 0.1), ["holds", untested]);
  assertEquals(verdict(1.7, 0.9), [untested, untested]);
  const { claims } = experiments.find(({ name }) => name === "fig3")!;
  const { measured } = claims(rows(0.5, 0.9))[0]!;
  assert(measured.includes("mnist cnn still guesses, cifar10 cnn still guesses"), measured);
});

Deno.test("claim 7 fails where the training error rises, too", () => {
  const rows = studyRows({
    error: ({ model, split, epoch }) =>
      model === "mlp" && split === "train" && epoch === 40 ? 0.2 : 0.1,
  }, { datasets: ["mnist", "cifar10"] });
  assertEquals(verdicts("fig5", rows)[7], "fails");
});

Deno.test("claim 7 fails where the last test error is more than a point above the lowest", () => {
  const rows = (by: number) =>
    studyRows({ error: ({ epoch }) => epoch === 20 ? 0.1 : epoch === 40 ? 0.1 + by : 0.3 }, {
      datasets: ["mnist", "cifar10"],
    });
  assertEquals(verdicts("fig5", rows(0.009))[7], "holds");
  assertEquals(verdicts("fig5", rows(0.011))[7], "fails");
  const of500 = (by: number) =>
    rows(by).map((row): Row => ({ ...row, profile: "quick", points: 500 }));
  assertEquals(verdicts("fig5", of500(0.009))[7], "holds");
  assertEquals(verdicts("fig5", of500(0.02))[7], untested); // two standard errors are 3.9 points
  assertEquals(verdicts("fig5", of500(0.06))[7], "fails");
});

Deno.test("claim 7 is not tested where a network guesses to the end", () => {
  const rows = studyRows({ error: ({ model }) => model === "cnn" ? 0.9 : 0.1 }, {
    datasets: ["mnist", "cifar10"],
  });
  assertEquals(verdicts("fig5", rows)[7], untested);
});

Deno.test("claim 11 holds where every histogram's mean falls, and fails where one rises", () => {
  const rows = (odd: Value) =>
    studyRows({
      mean_margin: (at) => at.model === "lr" && at.split === "test" ? odd(at) : falling(at),
    });
  assertEquals(verdicts("fig8", rows(falling))[11], "holds");
  assertEquals(verdicts("fig8", rows(rising))[11], "fails");
});

Deno.test("epochs at which a network still guesses are left out", () => {
  const metrics = {
    minimum_margin: rising,
    average_margin: (({ epoch }) => epoch === 1 ? 0 : 1 / epoch) as Value,
  };
  const error = (first: number): Value => ({ epoch }) => epoch === 1 ? first : 0.5;
  assertEquals(verdicts("fig2", studyRows({ ...metrics, error: error(0.5) }))[8], "fails");
  assertEquals(verdicts("fig2", studyRows({ ...metrics, error: error(0.9) }))[8], "holds");
  assertEquals(verdicts("fig2", studyRows({ ...metrics, error: () => 0.9 })), {
    8: untested,
    10: untested,
  });
});

Deno.test("a wavering curve rises or falls if chance would seldom make it trend as much", () => {
  const at = (values: readonly number[]): Value => ({ epoch }) => values[epochs.indexOf(epoch)]!;
  const verdict = (values: readonly number[]) => {
    const metrics = { minimum_margin: rising, average_margin: at(values), error: flat };
    return verdicts("fig2", studyRows(metrics))[8];
  };
  assertEquals(verdict([1, 0.7, 0.8, 0.6, 0.5]), "holds"); // 5 orders of 120 fall as much
  assertEquals(verdict([1, 0.7, 0.8, 0.5, 0.6]), "fails"); // 14 orders of 120
});

Deno.test("claims of no rows are not tested", () => {
  for (const { name, claims } of experiments.filter(({ name }) => /fig[235678]/.test(name))) {
    for (const { verdict } of claims([])) assert(verdict === untested, name);
  }
});

Deno.test("a part of the networks can contradict a claim, not show it, and says nothing of the rest", () => {
  const part = (metrics: Record<string, Value>) =>
    studyRows(metrics, { datasets: ["mnist"], methods: ["std", "amr"] })
      .filter(({ model }) => model === "lr");
  const margins = (factor: number) =>
    part({ average_margin: ({ method }) => method === "amr" ? factor : 1, error: () => 0.1 });
  assertEquals(verdicts("fig3", margins(2.5)), { 12: untested, 13: untested, 17: untested });
  assertEquals(verdicts("fig3", margins(4))[12], untested);
  assertEquals(verdicts("fig3", margins(0.9)), { 12: "fails", 13: untested, 17: "fails" });
  const errors = (last: number) => part({ error: ({ epoch }) => epoch === 40 ? last : 0.1 });
  assertEquals(verdicts("fig5", errors(0.1))[7], untested);
  assertEquals(verdicts("fig5", errors(0.2))[7], "fails");
  for (const { name, claims, findings } of experiments.filter(({ name }) => /fig[35]/.test(name))) {
    const rows = name === "fig3" ? margins(2.5) : errors(0.1);
    const words = [...claims(rows), ...findings(rows)].map(({ measured }) => measured);
    for (const each of words) assert(!/NaN|Infinity|undefined/.test(each), each);
    assertEquals(findings(rows).length, 2);
  }
});

Deno.test("a picture of margins names the networks that still guess at its end", () => {
  const { draw } = experiments.find(({ name }) => name === "fig2")!;
  const notes = (late: number) => {
    const error: Value = ({ model, epoch }) => model === "cnn" && epoch === 40 ? late : 0.8;
    const rows = studyRows({ average_margin: falling, minimum_margin: rising, error });
    return textsIn(draw(rows.map((row) => row.model === "cnn" ? row : { ...row, value: 0.5 })));
  };
  assert(notes(0.9).join(" ").includes("say nothing of: CIFAR-10 CNN standard."));
  assert(!notes(0.7).some((text) => text.includes("guessing")));
});

Deno.test("a picture of a part says how much of its figure is there", () => {
  const rows = studyRows({ average_margin: falling, minimum_margin: rising, error: () => 0.1 }, {
    datasets: ["mnist", "cifar10"],
  });
  const part = "A part: 1 of the figure's";
  for (const [name, all] of [["fig3", 6], ["fig5", 6], ["fig6", 3]] as const) {
    const { draw } = experiments.find((experiment) => experiment.name === name)!;
    const own = rows.filter(({ dataset }) => all === 6 || dataset === "mnist");
    const texts = (drawn: readonly Row[]) => textsIn(draw(drawn)).join(" ");
    assert(!texts(own).includes("A part:"), name);
    const lr = own.filter(({ dataset, model }) => dataset === "mnist" && model === "lr");
    assert(texts(lr).includes(`${part} ${all} networks.`), name);
  }
});
