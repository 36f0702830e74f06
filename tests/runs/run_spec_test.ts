import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { paperTraining } from "../../src/runs/paper_training.ts";
import {
  computedBy,
  type Method,
  runKey,
  type RunSpec,
  type TrainingSettings,
} from "../../src/runs/run_spec.ts";

const spec: RunSpec = {
  dataset: "mnist",
  dataHash: "ab".repeat(32),
  model: "mlp",
  method: "amr",
  recipe: "released",
  profile: "quick",
  seed: 7,
  backend: "wasm, portable, relaxed SIMD",
  settings: paperTraining({ dataset: "mnist", model: "mlp", method: "amr", recipe: "released" }),
};

Deno.test("runKey() stays what it was: a changed key orphans every trained run", async () => {
  assertEquals(await runKey(spec), "mnist-mlp-amr-released-quick-seed7-6475bef8ba994bd8");
});

Deno.test("runKey() of the methods that were there first is what it was before dd and mmr", async () => {
  const keyOf = (dataset: string, model: "lenet" | "convnet" | "cnn", method: Method) => {
    const which = { dataset, model, method, recipe: "released" } as const;
    return runKey({ ...spec, ...which, settings: paperTraining(which) });
  };
  assertEquals(
    await Promise.all([
      keyOf("mnist", "lenet", "std"),
      keyOf("cifar10", "convnet", "adv"),
      keyOf("cifar10", "cnn", "lcr"),
    ]),
    [
      "mnist-lenet-std-released-quick-seed7-0db3a9652d65572c",
      "cifar10-convnet-adv-released-quick-seed7-9012a64d4cda2167",
      "cifar10-cnn-lcr-released-quick-seed7-d7910119d11d6d20",
    ],
  );
});

Deno.test("paperTraining() of dd and mmr is their own authors', whatever the recipe", () => {
  for (const recipe of ["printed", "released"] as const) {
    const [dd, greyMmr, colourMmr] = ([
      ["mnist", "lenet", "dd"],
      ["mnist", "lenet_small", "mmr"],
      ["cifar10", "lenet_small", "mmr"],
    ] as const).map(([dataset, model, method]) =>
      paperTraining({ dataset, model, method, recipe })
    );
    const rates = ({ learningRate, momentum, weightDecay, batchSize }: TrainingSettings) => [
      learningRate,
      momentum,
      weightDecay,
      batchSize,
    ];
    assertEquals(rates(dd!), [5e-4, 0.9, 5e-4, 100]);
    assertEquals(dd!.learningRateSteps, [{ from: 5, factor: 0.5 }]);
    assertEquals(dd!.startFrom, { method: "std", epochs: 200 });
    assertEquals(dd!.deepDefense, {
      strength: 15,
      correctRate: 25,
      wrongRate: 5,
      steps: 5,
      overshoot: 0.02,
    });
    assertEquals([dd!.optimizer, greyMmr!.optimizer], ["heavy_ball", "adam"]);
    assertEquals(rates(greyMmr!), [1e-4, 0, 0, 128]);
    assertEquals(rates(colourMmr!), [1e-3, 0, 0, 128]);
    assertEquals(colourMmr!.learningRateSteps, [{ from: 90, factor: 0.1 }]);
    assertEquals([greyMmr!.linearRegions!.strength, greyMmr!.linearRegions!.distance], [3, 0.45]);
    const { strength, distance, ...schedule } = colourMmr!.linearRegions!;
    assertEquals([strength, distance], [1.5, 0.2]);
    assertEquals(schedule, { warmUpEpochs: 10, epochs: 100, firstShare: 0.1, lastShare: 0.02 });
    assertEquals(colourMmr!.augmentation, "crop_and_flip");
  }
});

Deno.test("runKey() is another for every field of the spec and its settings", async () => {
  const key = await runKey(spec);
  assertEquals(await runKey(structuredClone(spec)), key);
  const others = new Set([key]);
  for (const [name, value] of Object.entries(spec)) {
    if (name !== "settings") others.add(await runKey({ ...spec, [name]: changed(value) }));
  }
  for (const [name, value] of Object.entries(spec.settings)) {
    const settings = { ...spec.settings, [name]: changed(value) };
    others.add(await runKey({ ...spec, settings }));
  }
  assertEquals(others.size, 1 + 8 + Object.keys(spec.settings).length);

  function changed(value: unknown): unknown {
    if (typeof value === "number") return value + 1;
    return typeof value === "boolean" ? !value : `${value}x`;
  }
});

Deno.test("runKey() is a plain folder name whatever the data set is called", async () => {
  assertMatch(await runKey({ ...spec, dataset: "../my data" }), /^\.\._my_data-mlp-amr-[\w.-]+$/);
});

Deno.test("computedBy() tells kernels and adapters apart", () => {
  const backend = {
    adapter: null,
    kernels: null,
    library: null,
    reason: "asked for",
    version: "4.22.0",
  };
  assertEquals(computedBy({ ...backend, name: "cpu" }), "cpu");
  const kernels = "portable, SIMD";
  assertNotEquals(
    computedBy({ ...backend, name: "wasm", kernels }),
    computedBy({ ...backend, name: "wasm", kernels: "portable, relaxed SIMD" }),
  );
  const blas = { provider: "BLAS", version: null, path: "/lib/blas", sha256: "ab".repeat(32) };
  const native = { ...backend, name: "wasm", kernels: "native, BLAS" } as const;
  assertEquals(computedBy({ ...native, library: { ...blas, pinned: true } }), "wasm, native, BLAS");
  assertEquals(
    computedBy({ ...native, library: { ...blas, pinned: false } }),
    "wasm, native, BLAS, abababababababab",
  );
});

Deno.test("paperTraining() is appendix F, and what the released code has in its place", () => {
  const of = (text: string) => {
    const [dataset, model, method, recipe] = text.split(" ");
    const settings = paperTraining({ dataset, model, method, recipe } as never);
    const { learningRate, marginCap, weightDecay, concaveCorrection } = settings;
    return [
      learningRate,
      settings.orthogonalityStrength,
      marginCap,
      weightDecay,
      concaveCorrection,
    ];
  };
  assertEquals(of("mnist cnn std released"), [0.01, 0, null, 0, false]);
  assertEquals(of("cifar10 cnn std released"), [0.005, 0, null, 0, false]);
  assertEquals(of("cifar10 cnn std printed"), [0.01, 0, null, 0, false]);
  assertEquals(of("cifar10 cnn lcr released"), [0.01, 2e-3, null, 0, false]);
  assertEquals(of("cifar10 cnn lcr printed"), [0.01, 1e-3, null, 0, false]);
  assertEquals(of("mnist lr amr released"), [0.002, 2e-3, 5, 0, true]);
  assertEquals(of("mnist mlp amr released"), [0.002, 2e-3, 5, 0, true]);
  assertEquals(of("mnist cnn amr released"), [0.002, 2e-3, 40, 0, true]);
  assertEquals(of("mnist cnn amr printed"), [0.01, 1e-3, 10, 0, false]);
  assertEquals(of("mnist lenet amr released"), [0.002, 2e-3, 40, 0, true]);
  assertEquals(of("mnist lenet_small amr released"), [0.002, 2e-3, 40, 0, true]);
  assertEquals(of("cifar10 lr amr released"), [0.002, 2e-3, 5, 1e-3, false]);
  assertEquals(of("cifar10 mlp amr released"), [0.002, 2e-3, 10, 0, false]);
  assertEquals(of("cifar10 cnn amr released"), [0.002, 2e-3, 10, 0, true]);
  assertEquals(of("cifar10 convnet amr released"), [0.002, 2e-3, 50, 0, true]);
  assertEquals(of("cifar10 lenet_small amr printed"), [0.01, 1e-3, 40, 0, false]);
  const adversaries = (["std", "adv"] as const).flatMap((method) =>
    ["mnist", "cifar10"].map((dataset) =>
      paperTraining({ dataset, model: "lenet", method, recipe: "printed" }).adversary
    )
  );
  const [steps, stepSize] = [40, 0.01];
  const expected = [null, null, { steps, stepSize, radius: 2 }, { steps, stepSize, radius: 0.4 }];
  assertEquals(adversaries, expected);
  const augmented = ["mnist", "cifar10"].map((dataset) =>
    paperTraining({ dataset, model: "lenet_small", method: "std", recipe: "released" }).augmentation
  );
  assertEquals(augmented, ["none", "crop_and_flip"]);
});
