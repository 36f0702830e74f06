/**
 * What is timed: a training step, the gradient in the input and a forward pass
 * of the paper's mlp and cnn on both data sets' shapes, batch 128, with random
 * images. Plain tfjs calls but for our operators.
 *
 * @module
 */
import { conv2d } from "../src/backend/operators/conv2d.ts";
import { dense } from "../src/backend/operators/dense.ts";
import { linearCombination } from "../src/backend/operators/linear_combination.ts";
import { nesterovStep } from "../src/backend/operators/nesterov_step.ts";
import * as tf from "../src/backend/tf.ts";
import { seededRandom } from "../src/random.ts";

/** The batch of every case. */
export const batch = 128;

/** `mnist-mlp`, `cifar-cnn` … */
export const modelNames = ["mnist-mlp", "cifar-mlp", "mnist-cnn", "cifar-cnn"] as const;
/** What is done with a model. */
export const workNames = ["step", "amr", "gradient", "forward"] as const;

/** The filters' or matrices' shapes, and the bias's length, by layer. */
const layers: Record<string, readonly (readonly number[])[]> = {
  "mnist-mlp": [[784, 1024], [1024, 10]],
  "cifar-mlp": [[3072, 1024], [1024, 10]],
  "mnist-cnn": [
    [3, 3, 1, 32],
    [3, 3, 32, 32],
    [3, 3, 32, 64],
    [3, 3, 64, 64],
    [1024, 200],
    [200, 200],
    [200, 10],
  ],
  "cifar-cnn": [
    [3, 3, 3, 64],
    [3, 3, 64, 64],
    [3, 3, 64, 128],
    [3, 3, 128, 128],
    [3200, 256],
    [256, 256],
    [256, 10],
  ],
};

/** A model that can be worked with, once a call. */
export interface Case {
  readonly run: Readonly<Record<string, () => Promise<void>>>;
  dispose(): void;
}

/** Makes a model's weights and batch on the current backend. */
export function makeCase(model: string): Case {
  const random = seededRandom(1, model);
  const uniform = (shape: readonly number[], bound: number): tf.Tensor => {
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.tensor(Float32Array.from({ length: size }, () => (2 * random() - 1) * bound), [
      ...shape,
    ]);
  };
  const shapes = layers[model]!;
  let parameters = shapes.flatMap((shape) => {
    const bound = 1 / Math.sqrt(shape.slice(0, -1).reduce((a, b) => a * b, 1));
    return [uniform(shape, bound), uniform([shape.at(-1)!], bound)];
  });
  let velocities = parameters.map((p) => tf.zerosLike(p));
  const image = model.startsWith("mnist") ? [28, 28, 1] : [32, 32, 3];
  const x = tf.abs(uniform([batch, ...image], 1));
  const labels = tf.tensor1d(
    Array.from({ length: batch }, () => Math.floor(10 * random())),
    "int32",
  );
  const targets = tf.oneHot(labels, 10);

  const meanLoss = (logits: tf.Tensor2D) =>
    tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar;
  const marginLoss = (logits: tf.Tensor2D): tf.Scalar => {
    const own = tf.sum(tf.mul(logits, targets), 1);
    const rival = tf.max(tf.sub(logits, tf.mul(targets, 1e9)), 1);
    const hinge = tf.mean(tf.relu(tf.sub(40, tf.sub(own, rival)))) as tf.Scalar;
    return tf.add(meanLoss(logits), tf.mul(0.1, hinge));
  };

  async function step(amr: boolean): Promise<void> {
    const rate = amr ? 0.002 : 0.01;
    const [loss, ...next] = tf.tidy(() => {
      const objective = (...p: tf.Tensor[]) => (amr ? marginLoss : meanLoss)(logits(p, x));
      const { value, grads } = tf.valueAndGrads(objective)(parameters);
      const states = parameters.map((weights, i) => {
        const gradient = amr && weights.rank > 1
          ? addOrthogonality(weights, grads[i]!, 2e-3)
          : grads[i]!;
        return nesterovStep({ weights, velocity: velocities[i]! }, gradient, {
          rate,
          momentum: 0.9,
        });
      });
      return [value, ...states.map((s) => s.weights), ...states.map((s) => s.velocity)];
    });
    tf.dispose([parameters, velocities]);
    parameters = next.slice(0, parameters.length);
    velocities = next.slice(parameters.length);
    await loss!.data();
    loss!.dispose();
  }
  async function use(f: () => tf.Tensor): Promise<void> {
    const out = tf.tidy(f);
    await out.data();
    out.dispose();
  }

  return {
    run: {
      step: () => step(false),
      amr: () => step(true),
      gradient: () => use(() => tf.grad((v) => meanLoss(logits(parameters, v)))(x)),
      forward: () => use(() => logits(parameters, x)),
    },
    dispose: () => tf.dispose([parameters, velocities, x, labels, targets]),
  };
}

/** Convolutions in pairs with a pooling after each pair, then dense layers; ReLU between all. */
function logits(parameters: readonly tf.Tensor[], x: tf.Tensor): tf.Tensor2D {
  let h = x, convolutions = 0;
  for (let i = 0; i < parameters.length; i += 2) {
    const weights = parameters[i]!, bias = parameters[i + 1] as tf.Tensor1D;
    if (weights.rank === 4) {
      h = conv2d(h as tf.Tensor4D, weights as tf.Tensor4D, { bias, relu: true });
      if (++convolutions % 2 === 0) h = tf.maxPool(h as tf.Tensor4D, 2, 2, "valid");
      continue;
    }
    const flat = h.rank > 2 ? tf.reshape(h, [batch, -1]) : h;
    const relu = i + 2 < parameters.length;
    h = dense(flat as tf.Tensor2D, weights as tf.Tensor2D, { bias, relu });
  }
  return h as tf.Tensor2D;
}

/** gradient + β ∂‖WᵀW − I‖² = gradient + 4β (K KᵀK − K), K = W as tfjs stores it, by way of the smaller Gram matrix. */
function addOrthogonality(weights: tf.Tensor, gradient: tf.Tensor, beta: number): tf.Tensor {
  const columns = weights.shape.at(-1)!;
  const flat = tf.reshape(weights, [-1, columns]) as tf.Tensor2D, rows = flat.shape[0];
  const product = rows < columns
    ? tf.matMul(tf.matMul(flat, flat, false, true), flat)
    : tf.matMul(flat, tf.matMul(flat, flat, true, false));
  const shaped = tf.reshape(product, weights.shape);
  return linearCombination([[1, gradient], [4 * beta, shaped], [-4 * beta, weights]]);
}
