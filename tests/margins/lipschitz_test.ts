import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";
import { linearMargins } from "../../src/margins/linear.ts";
import { lipschitzMargin } from "../../src/margins/lipschitz.ts";
import { seededRandom } from "../../src/random.ts";
import type { Network } from "../../src/types.ts";
import { noise } from "../support/noise.ts";
import { everyLayer, oneHidden, tinyNetwork } from "../support/tiny_networks.ts";

/** A network that tells its logits and nothing else, as a user's would. */
const bare = ({ inputShape, classes, logits }: Network): Network => ({
  inputShape,
  classes,
  logits,
});

Deno.test("lipschitzMargin() is exact on a linear network with one sample", async () => {
  await startBackend("wasm");
  const linear = tinyNetwork([{ kind: "dense", units: "classes" }], {
    inputShape: [3, 2, 1],
    classes: 4,
  });
  const x = noise([9, 3, 2, 1]);
  const predicted = tf.tidy(() => tf.argMax(linear.logits(x), 1)) as tf.Tensor1D;
  const exact = tf.tidy(() =>
    linearMargins(tf.reshape(x, [9, 6]) as tf.Tensor2D, predicted, {
      weights: linear.weights.get("layer0.weight") as unknown as tf.Tensor2D,
      biases: linear.weights.get("layer0.bias") as unknown as tf.Tensor1D,
    })
  );
  const expected = await exact.data();
  const labels = await predicted.data();
  for (const network of [linear, bare(linear)]) {
    const before = tf.memory().numTensors;
    const estimates = await lipschitzMargin(network, x, {
      samples: 1,
      radius: 100,
      batchSize: 4,
      random: seededRandom(1),
    });
    assertEquals(tf.memory().numTensors, before);
    estimates.forEach(({ estimate, predicted, capped }, i) => {
      assertAlmostEquals(estimate, expected[i], 1e-5);
      assertEquals([predicted, capped], [labels[i], false]);
    });
  }
  tf.dispose([x, predicted, exact]);
  linear.dispose();
});

Deno.test("lipschitzMargin() caps at the radius and says so", async () => {
  await startBackend("wasm");
  const linear = tinyNetwork([{ kind: "dense", units: "classes" }], { inputShape: [5] });
  const x = tf.tidy(() => tf.mul(noise([6, 5]), 10));
  const options = { samples: 1, random: seededRandom(1) };
  const free = await lipschitzMargin(linear, x, { ...options, radius: 1e6 });
  const capped = await lipschitzMargin(linear, x, { ...options, radius: 2 });
  assertEquals(new Set(capped.map(({ capped }) => capped)).size, 2);
  capped.forEach((each, i) => {
    assertEquals(each.capped, free[i].estimate >= 2);
    assertAlmostEquals(each.estimate, Math.min(2, free[i].estimate), 1e-6);
  });
  x.dispose();
  linear.dispose();
});

Deno.test("lipschitzMargin() never exceeds the margin of a ReLU network in the plane", async () => {
  await startBackend("wasm");
  const radius = 2;
  let close = 0;
  for (const seed of [1, 2, 3, 4]) {
    const network = tinyNetwork(oneHidden, { inputShape: [2], seed });
    const x = noise([5, 2], seed);
    const options = { samples: 1500, radius, random: seededRandom(seed) };
    const estimates = await lipschitzMargin(network, x, options);
    const exact = await marginsByBruteForce(network, x, radius);
    estimates.forEach(({ estimate }, i) => {
      assert(estimate <= exact[i] * 1.0001, `${estimate} above ${exact[i]}`);
      if (estimate > 0.5 * exact[i]) close++;
    });
    x.dispose();
    network.dispose();
  }
  assert(close >= 12); // it is a bound, and not a bound alone
});

/** Where the prediction first changes along 360 rays, in steps of a 500th of the radius; the radius if nowhere. */
async function marginsByBruteForce(
  network: Network,
  x: tf.Tensor,
  radius: number,
): Promise<number[]> {
  const steps = 500;
  const centres = await x.array() as number[][];
  return await Promise.all(centres.map(async ([a, b]) => {
    const along = Float32Array.from({ length: 360 * (steps + 1) * 2 }, (_, i) => {
      const [coordinate, ray] = [i % 2, Math.floor(i / 2 / (steps + 1))];
      const length = (Math.floor(i / 2) % (steps + 1)) * radius / steps;
      const angle = ray * Math.PI / 180;
      return coordinate === 0 ? a! + length * Math.cos(angle) : b! + length * Math.sin(angle);
    });
    const classes = tf.tidy(() =>
      tf.argMax(network.logits(tf.tensor2d(along, [360 * (steps + 1), 2])), 1)
    );
    const labels = await classes.data();
    classes.dispose();
    let nearest = steps;
    labels.forEach((label, i) => {
      if (label !== labels[0]) nearest = Math.min(nearest, i % (steps + 1));
    });
    return nearest * radius / steps;
  }));
}

Deno.test("lipschitzMargin() never grows with more samples of the same seed", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [4] });
  const x = noise([3, 4]);
  const property = fc.asyncProperty(
    fc.nat(1000),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
    async (seed, samples, more) => {
      const at = (samples: number) =>
        lipschitzMargin(network, x, { samples, batchSize: 16, random: seededRandom(seed) });
      const [few, many] = [await at(samples), await at(samples + more)];
      many.forEach(({ estimate }, i) => assert(estimate <= few[i].estimate * (1 + 1e-6)));
    },
  );
  await fc.assert(property, { seed: 3, numRuns: 20 });
  x.dispose();
  network.dispose();
});

Deno.test("lipschitzMargin() depends neither on the batch size nor on how gradients are taken", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(everyLayer, { inputShape: [8, 8, 2] });
  const x = noise([4, 8, 8, 2]);
  const at = (network: Network, batchSize: number) =>
    lipschitzMargin(network, x, { samples: 7, batchSize, random: seededRandom(5) });
  const expected = await at(network, 28);
  for (const [net, batchSize] of [[network, 5], [network, 7], [bare(network), 28]] as const) {
    (await at(net, batchSize)).forEach((each, i) => {
      assertAlmostEquals(each.estimate, expected[i].estimate, 1e-5);
      assertAlmostEquals(each.lipschitz, expected[i].lipschitz, 1e-5);
      assertEquals(each.rival, expected[i].rival);
    });
  }
  x.dispose();
  network.dispose();
});

Deno.test("lipschitzMargin() of many samples is the same with bounds as without", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [6] });
  const x = noise([3, 6]);
  const options = { samples: 2 ** 14 + 5, batchSize: 1000 };
  const at = (network: Network) =>
    lipschitzMargin(network, x, { ...options, random: seededRandom(5) });
  let computed = 0;
  const counted: Network = {
    ...network,
    inputGradients() {
      const own = network.inputGradients!();
      return { ...own, at: (x) => (computed += x.shape[0]!, own.at(x)) };
    },
  };
  const expected = await at(bare(network));
  (await at(counted)).forEach(({ estimate, rival, lipschitz }, i) => {
    assertEquals(rival, expected[i]!.rival);
    assertAlmostEquals(estimate, expected[i]!.estimate, 1e-5);
    assertAlmostEquals(lipschitz, expected[i]!.lipschitz, 1e-5);
  });
  const pairs = 3 * options.samples * (network.classes - 1);
  assert(computed < pairs / 10, `${computed} of ${pairs}`);
  x.dispose();
  network.dispose();
});

Deno.test("lipschitzMargin() tells its progress and can be aborted, without a tensor left", async () => {
  await startBackend("wasm");
  const network = tinyNetwork(oneHidden, { inputShape: [4] });
  const x = noise([3, 4]);
  const before = tf.memory().numTensors;
  const progress: [number, number][] = [];
  const abort = new AbortController();
  const options = {
    samples: 10,
    batchSize: 8,
    random: seededRandom(1),
    signal: abort.signal,
    onProgress: (done: number, total: number) => {
      progress.push([done, total]);
    },
  };
  await lipschitzMargin(network, x, options);
  assertEquals(progress, [[8, 30], [16, 30], [24, 30], [30, 30]]);
  assertEquals(tf.memory().numTensors, before);
  const stopping = {
    ...options,
    onProgress: (done: number) => done === 16 && abort.abort(new Error("enough")),
  };
  await assertRejects(() => lipschitzMargin(network, x, stopping), Error, "enough");
  assertEquals(tf.memory().numTensors, before);
  x.dispose();
  network.dispose();
});

Deno.test("lipschitzMargin() takes a network whose logits are its very input, and frees none of it", async () => {
  await startBackend("wasm");
  const network = { inputShape: [3], classes: 3, logits: (x: tf.Tensor) => x as tf.Tensor2D };
  const x = tf.tensor2d([[1, 0, 0.5]]);
  const before = tf.memory().numTensors;
  const [margin] = await lipschitzMargin(network, x, { samples: 3, random: seededRandom(1) });
  assertAlmostEquals(margin!.estimate, 0.5 / Math.SQRT2, 1e-6);
  assertEquals([...await x.data()], [1, 0, 0.5]);
  assertEquals(tf.memory().numTensors, before);
  x.dispose();
});

Deno.test("lipschitzMargin() refuses settings and logits that mean nothing", async () => {
  await startBackend("wasm");
  const network = tinyNetwork([{ kind: "dense", units: "classes" }], { inputShape: [2] });
  const x = tf.tensor2d([[1, 2], [NaN, 0]]);
  const random = seededRandom(1);
  await assertRejects(
    () => lipschitzMargin(network, x, { samples: 0, random }),
    RangeError,
    "found 0 and 5",
  );
  await assertRejects(
    () => lipschitzMargin(network, x, { samples: 1, radius: 0, random }),
    RangeError,
    "found 1 and 0",
  );
  await assertRejects(
    () => lipschitzMargin(network, x, { samples: 1, radius: Infinity, random }),
    RangeError,
    "found 1 and Infinity",
  );
  for (const batchSize of [0, -1, 1.5, NaN]) {
    await assertRejects(
      () => lipschitzMargin(network, x, { samples: 1, batchSize, random }),
      RangeError,
      `whole number, found ${batchSize}`,
    );
  }
  await assertRejects(
    () => lipschitzMargin(network, x, { samples: 1, random }),
    RangeError,
    "logits must be finite, found [NaN,NaN,NaN] at point 1",
  );
  x.dispose();
  network.dispose();
});

Deno.test("lipschitzMargin() does not know a margin where one rival's gradient is not a number", async () => {
  await startBackend("cpu");
  const x = tf.tensor2d([[0.5, 0.25]]);
  const gradients = [[1, 0], [0, 1], [0, 0], [-1, 0]];
  for (const lost of [1, 2, 3]) { // whichever of the rivals it is
    const weights = tf.tensor2d(gradients).transpose();
    const spoilt = tf.customGrad((z) => ({
      value: (z as tf.Tensor).clone(),
      gradFunc: (dy) => { // only where it is asked for: the other rivals' slopes are known
        const at = tf.logicalAnd(tf.oneHot(lost, 4).toBool(), tf.notEqual(dy as tf.Tensor, 0));
        return tf.where(at, tf.fill((dy as tf.Tensor).shape, NaN), dy as tf.Tensor);
      },
    }));
    const network = {
      inputShape: [2],
      classes: 4,
      logits: (at: tf.Tensor) =>
        spoilt(tf.matMul<tf.Tensor2D>(at as tf.Tensor2D, weights as tf.Tensor2D)) as tf.Tensor2D,
    };
    const [{ estimate }] = await lipschitzMargin(network, x, {
      samples: 1,
      random: seededRandom(1),
    });
    assert(Number.isNaN(estimate), `rival ${lost}: ${estimate}`);
    weights.dispose();
  }
  x.dispose();
});

Deno.test("lipschitzMargin() refuses a network of one score and one that makes other logits than it says", async () => {
  await startBackend("wasm");
  const x = noise([2, 3]);
  const told = { samples: 2, random: seededRandom(1) };
  const logits = (x: tf.Tensor) => tf.slice(x, 0, [-1, 3]) as tf.Tensor2D;
  for (
    const [classes, message] of [[1, "at least 2 classes"], [2, "[batch, 2], found [2,3]"]] as const
  ) {
    const network = { inputShape: [3], classes, logits };
    await assertRejects(() => lipschitzMargin(network, x, told), RangeError, message);
  }
});

Deno.test("lipschitzMargin() of a network that nothing of the input reaches is its radius", async () => {
  await startBackend("wasm");
  const logits = (x: tf.Tensor) =>
    tf.tidy(() => tf.add(tf.zeros([x.shape[0]!, 2]), tf.tensor1d([1, 0]))) as tf.Tensor2D;
  const network = { inputShape: [3], classes: 2, logits };
  const [margin] = await lipschitzMargin(network, noise([1, 3]), {
    ...{ samples: 2, radius: 4, random: seededRandom(1) },
  });
  assertEquals([margin!.estimate, margin!.lipschitz, margin!.capped], [4, 0, true]);
});
