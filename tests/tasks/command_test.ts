import { assert, assertEquals, assertThrows } from "@std/assert";
import { changedSettings, parseCommand } from "../../tasks/command.ts";
import type { Experiment } from "../../src/experiments/experiment.ts";
import { UsageError } from "../../tasks/failure.ts";

const experiment = {
  settings: {
    smoke: { epochs: 3, stepSize: 0.5, taus: [1, 2], note: "a", models: ["mlp"] },
    quick: { epochs: 30, stepSize: 0.5, taus: [1, 2], note: "a", models: ["mlp", "cnn"] },
    paper: { epochs: 300, stepSize: 0.5, taus: [1, 2], note: "a", models: ["mlp", "cnn"] },
  },
  ranges: { epochs: [1, 1000, "whole"], stepSize: [0, 1], taus: [0, 9] },
  choices: { models: ["mlp", "cnn"] },
} satisfies Pick<Experiment, "settings" | "ranges" | "choices">;

/** The message of the usage error that the flags give. */
function complaint(...args: string[]): string {
  return assertThrows(() => changedSettings(experiment, parseCommand(args)), UsageError).message;
}

Deno.test("parseCommand's defaults are the quick profile of the released recipe", () => {
  const command = parseCommand([]);
  assertEquals(command.profile, "quick");
  assertEquals(command.recipe, "released");
  assertEquals(command.backend, "auto");
  assertEquals(command.out, "results/quick");
  assert(command.jobs >= 1);
});

Deno.test("parseCommand reads every flag", () => {
  const command = parseCommand(
    "--profile smoke --recipe printed --seed 7 --backend cpu --jobs 2 --data d --out o --runs r --fresh --draw-only --weights w --weights-layout pytorch"
      .split(" "),
  );
  assertEquals({ ...command, set: [] }, {
    profile: "smoke",
    recipe: "printed",
    seed: 7,
    backend: "cpu",
    jobs: 2,
    data: "d",
    out: "o",
    runs: "r",
    weights: "w",
    weightsLayout: "pytorch",
    set: [],
    only: [],
    plan: false,
    fresh: true,
    drawOnly: true,
    help: false,
  });
});

Deno.test("parseCommand of all takes steps and a plan, and none of a figure's own flags", () => {
  const command = parseCommand(["--only", "fig1,report", "--plan"], "all");
  assertEquals([command.only, command.plan], [["fig1", "report"], true]);
  for (const args of [["--set", "a=1"], ["--draw-only"], ["--weights", "w"]]) {
    const { message } = assertThrows(() => parseCommand(args, "all"), UsageError);
    assertEquals(message, `unknown flag ${args[0]}`);
  }
  assertEquals(complaint("--plan"), "unknown flag --plan");
});

Deno.test("parseCommand refuses what cannot be meant, in one line that says what can", () => {
  assertEquals(complaint("--profil", "quick"), "unknown flag --profil");
  assertEquals(complaint("extra"), "unknown argument extra");
  assertEquals(
    complaint("--profile", "huge"),
    "--profile must be one of smoke, quick, paper; found huge",
  );
  assertEquals(
    complaint("--seed", "1.5"),
    "--seed must be a whole number from 0 to 4294967295, found 1.5",
  );
  assertEquals(
    complaint("--seed=-1"),
    "--seed must be a whole number from 0 to 4294967295, found -1",
  );
  assertEquals(complaint("--seed", "-1"), complaint("--seed=-1"));
  assertEquals(complaint("--set", "epochs=1", "--fresh", "-1"), "unknown flag -1");
  assertEquals(complaint("--out", "a", "--seed", "1", "--out=b"), "--out is given twice");
  assertEquals(complaint("--jobs", "0"), "--jobs must be a whole number from 1 to 256, found 0");
  assertEquals(complaint("--out"), "--out needs a value");
});

Deno.test("--set changes a setting and keeps its kind", () => {
  const of = (...set: string[]) =>
    changedSettings(experiment, parseCommand(set.flatMap((change) => ["--set", change])));
  assertEquals(of("epochs=5").epochs, 5);
  assertEquals(of("stepSize=1e-2", "note=b=c"), {
    ...experiment.settings.quick,
    stepSize: 0.01,
    note: "b=c",
  });
  assertEquals(of("taus=3,4,5").taus, [3, 4, 5]);
  assertEquals(of("taus=3,4,3.0").taus, [3, 4]); // each once
});

Deno.test("--set of words takes some of those that there are", () => {
  const models = (words: string) =>
    changedSettings(experiment, parseCommand(["--set", `models=${words}`])).models;
  assertEquals([models("cnn"), models("cnn, mlp,cnn")], [["cnn"], ["cnn", "mlp"]]);
  assertEquals(
    complaint("--set", "models=mlp,lr"),
    "models must be some of mlp, cnn, found lr",
  );
  assertEquals(complaint("--set", "models="), "models must be some of mlp, cnn, found nothing");
});

Deno.test("--weights-layout is one of two and needs --weights", () => {
  assertEquals(
    complaint("--weights", "w", "--weights-layout", "onnx"),
    "--weights-layout must be one of tfjs, pytorch; found onnx",
  );
  assertEquals(complaint("--weights-layout", "tfjs"), "--weights-layout is for --weights FILE");
});

Deno.test("--set refuses unknown keys, other kinds and numbers out of range", () => {
  assertEquals(
    complaint("--set", "lr=1"),
    "unknown setting lr: there are epochs, stepSize, taus, note, models",
  );
  for (const key of ["toString", "constructor", "__proto__"]) {
    const message = complaint("--set", `${key}=1`); // which every object has
    assert(message.startsWith(`unknown setting ${key}: there are epochs`), message);
  }
  assertEquals(complaint("--set", "epochs"), "--set takes key=value, found epochs");
  assertEquals(
    complaint("--set", "epochs=0"),
    "epochs must be a whole number from 1 to 1000, found 0",
  );
  assertEquals(
    complaint("--set", "epochs=2.5"),
    "epochs must be a whole number from 1 to 1000, found 2.5",
  );
  assertEquals(
    complaint("--set", "stepSize=abc"),
    "stepSize must be a number from 0 to 1, found abc",
  );
  assertEquals(complaint("--set", "taus=1,,2"), "taus must be a number from 0 to 9, found nothing");
});

Deno.test("--set never goes into the paper profile's own folder", () => {
  const message = complaint("--profile", "paper", "--set", "epochs=5");
  assert(message.includes("--out"), message);
  parseCommand(["--profile", "paper", "--set", "epochs=5", "--out", "elsewhere"]);
});
