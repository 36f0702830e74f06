import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { paperTraining } from "../../src/runs/paper_training.ts";
import { computedBy, runKey, type RunSpec } from "../../src/runs/run_spec.ts";

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
