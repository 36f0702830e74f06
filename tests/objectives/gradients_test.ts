import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import type { Layer } from "../../src/models/architectures.ts";
import { averageMarginRegulariser } from "../../src/objectives/average_margin_regulariser.ts";
import { binaryAverageMargin } from "../../src/objectives/binary_average_margin.ts";
import { binaryLosses } from "../../src/objectives/fisher_consistency.ts";
import { lipschitzConstantRegulariser } from "../../src/objectives/lipschitz_constant_regulariser.ts";
import { standardObjective } from "../../src/objectives/standard_objective.ts";
import { seededRandom } from "../../src/random.ts";
import type { Batch, Objective, TrainableNetwork } from "../../src/types.ts";
import { checkGradient } from "../support/check_gradient.ts";
import { checkWeightGradients } from "../support/gradient_of_network.ts";
import { noise } from "../support/noise.ts";
import { tinyNetwork } from "../support/tiny_networks.ts";

const layers: readonly Layer[] = [
  { kind: "convolution", filters: 3, size: 2, relu: true },
  { kind: "dense", units: 6, relu: true },
  { kind: "dropout", rate: 0.3 },
  { kind: "dense", units: "classes" },
];

/** Strong enough to be seen beside the cross-entropy. */
const shared = { strength: 2, orthogonalityStrength: 0.1 };

/** Caps below and above the margins of what is right: about 2.5 by logits, 4.6 by normalised weights. */
const objectives: Record<string, Objective> = {
  "standardObjective()": standardObjective(),
  "lipschitzConstantRegulariser()": lipschitzConstantRegulariser({
    recipe: "printed",
    orthogonalityStrength: 0.1,
  }),
  "averageMarginRegulariser() as printed": averageMarginRegulariser({
    recipe: "printed",
    cap: 9,
    ...shared,
  }),
  "averageMarginRegulariser() as printed, capped": averageMarginRegulariser({
    recipe: "printed",
    cap: 1,
    ...shared,
  }),
  "averageMarginRegulariser() as released": averageMarginRegulariser({
    recipe: "released",
    cap: 9,
    ...shared,
  }),
  "averageMarginRegulariser() as released, capped": averageMarginRegulariser({
    recipe: "released",
    cap: 1,
    ...shared,
  }),
};

/** A network whose hidden units are on or off by so much that no small step crosses a kink. */
async function decidedNetwork(): Promise<TrainableNetwork> {
  const network = tinyNetwork(layers, { inputShape: [3, 3, 2], seed: 3 });
  const weights = await network.readWeights();
  for (const name of ["layer0.bias", "layer1.bias"]) {
    weights.get(name)!.values.forEach((_, i, values) => values[i] = i % 3 === 1 ? -4 : 4);
  }
  network.setWeights(weights);
  return network;
}

function labelled(batch: number): Batch {
  const labels = Array.from({ length: batch }, (_, i) => i % 3);
  return { images: noise([batch, 3, 3, 2], 12), labels: tf.tensor1d(labels, "int32") };
}

for (const [name, objective] of Object.entries(objectives)) {
  Deno.test(`${name} has the gradient that central differences say`, async () => {
    await startBackend("wasm");
    const network = await decidedNetwork();
    const batch = labelled(4);
    const f = () => objective.loss(network, batch, seededRandom(4)).total;
    await checkWeightGradients(network, f, { step: 1e-2, tolerance: 1e-3, entries: 25 });
    tf.dispose([batch.images, batch.labels]);
    network.dispose();
  });
}

Deno.test("averageMarginRegulariser()'s concave part has the gradient that central differences say", async () => {
  await startBackend("wasm");
  const network = await decidedNetwork();
  const batch = labelled(4);
  const { concave } = objectives["averageMarginRegulariser() as released"];
  const f = () => tf.sum(concave!(network, batch)) as tf.Scalar;
  await checkWeightGradients(network, f, { step: 1e-2, tolerance: 1e-3, entries: 25 });
  tf.dispose([batch.images, batch.labels]);
  network.dispose();
});

for (const loss of Object.keys(binaryLosses) as (keyof typeof binaryLosses)[]) {
  Deno.test(`binaryAverageMargin() with the ${loss} loss has the gradient that central differences say`, async () => {
    await startBackend("wasm");
    const x = noise([9, 4], 2) as tf.Tensor2D;
    const y = tf.tensor1d([1, -1, 1, 1, -1, -1, 1, -1, 1]);
    const w = tf.tensor1d([0.7, -1.2, 0.4, 2]);
    const options = { loss, strength: 0.8, cap: 0.9 } as const;
    await checkGradient(
      ({ w }) => binaryAverageMargin(w as tf.Tensor1D, { x, y }, options),
      { w },
      { step: 1e-2, tolerance: 1e-3 },
    );
    tf.dispose([x, y, w]);
  });
}
