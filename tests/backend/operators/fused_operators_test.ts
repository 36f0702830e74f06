import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { conv2d } from "../../../src/backend/operators/conv2d.ts";
import { dense } from "../../../src/backend/operators/dense.ts";
import * as tf from "../../../src/backend/tf.ts";
import { randomPlain } from "../../support/conv_problems.ts";
import { type Plain, relativeError, testEachSet, toPlain } from "../../support/kernel_sets.ts";

/** Tensors of random numbers, run through `f` on a backend; every tensor made is disposed of. */
async function evaluate(
  backend: string,
  shapes: readonly (readonly number[])[],
  f: (tensors: tf.Tensor[]) => tf.Tensor[],
  seed = 1,
): Promise<Plain[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const outs = tf.tidy(() =>
    f(shapes.map((shape, i) => {
      const { values } = randomPlain(shape, { seed, stream: `${i}` });
      return tf.tensor(values, [...shape]);
    }))
  );
  const plains = await Promise.all(outs.map(toPlain));
  tf.dispose(outs);
  assertEquals(tf.memory().numTensors, before);
  return plains;
}

async function assertSame(
  shapes: readonly (readonly number[])[],
  f: (tensors: tf.Tensor[]) => tf.Tensor[],
  seed?: number,
): Promise<void> {
  const actual = await evaluate("wasm", shapes, f, seed);
  const expected = await evaluate("cpu", shapes, f, seed);
  actual.forEach((plain, i) => {
    const error = relativeError(plain, expected[i]!);
    assert(error <= 1e-5, `output ${i}: relative error ${error}`);
  });
}

interface ConvCase {
  readonly stride: number;
  readonly pad: number;
  readonly relu: boolean;
  readonly window: number;
  readonly fours: boolean;
  readonly seed: number;
}

const convCase: fc.Arbitrary<ConvCase> = fc.record({
  stride: fc.integer({ min: 1, max: 2 }),
  pad: fc.integer({ min: 0, max: 2 }),
  relu: fc.boolean(),
  window: fc.constantFrom(1, 3, 3, 4, 5),
  fours: fc.boolean(),
  seed: fc.nat(),
});

function convShapes({ window, fours }: ConvCase): number[][] {
  const [inChannels, outChannels] = fours ? [8, 12] : [3, 5];
  return [[2, 9, 8, inChannels!], [window, window, inChannels!, outChannels!], [outChannels!]];
}

function convolve({ stride, pad, relu }: ConvCase, [x, filter, bias]: tf.Tensor[]): tf.Tensor {
  const options = { bias: bias as tf.Tensor1D, stride, pad, relu };
  return conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, options);
}

/** Half the squares of the result, each with a weight of its own. */
function convLoss(p: ConvCase): (...tensors: tf.Tensor[]) => tf.Scalar {
  return (...tensors) => {
    const y = convolve(p, tensors), weights = tf.add(1.5, tf.sin(tf.range(0, y.size)));
    return tf.sum(tf.mul(tf.reshape(weights, y.shape), tf.mul(0.5, tf.square(y))));
  };
}

testEachSet("conv2d has cpu's value and gradients in x, filter and bias", () =>
  fc.assert(
    fc.asyncProperty(convCase, (p) =>
      assertSame(convShapes(p), (tensors) => {
        return [convolve(p, tensors), ...tf.grads(convLoss(p))(tensors)];
      }, p.seed)),
    { seed: 1, numRuns: 25 },
  ));

testEachSet("conv2d has cpu's second derivatives", () =>
  fc.assert(
    fc.asyncProperty(convCase, (p) =>
      assertSame(convShapes(p), (tensors) =>
        tf.grads((x, filter, bias) =>
          tf.sum(tf.square(
            tf.grad((v: tf.Tensor) =>
              convLoss(p)(v, filter!, bias!)
            )(x!),
          ))
        )(tensors), p.seed)),
    { seed: 2, numRuns: 15 },
  ));

testEachSet("dense has cpu's value, gradients and second derivatives", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        batch: fc.integer({ min: 1, max: 20 }),
        ins: fc.integer({ min: 1, max: 20 }),
        outs: fc.integer({ min: 1, max: 20 }),
        relu: fc.boolean(),
        seed: fc.nat(),
      }),
      ({ batch, ins, outs, relu, seed }) => {
        const loss = (x: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor): tf.Scalar => {
          const y = dense(x as tf.Tensor2D, weights as tf.Tensor2D, {
            bias: bias as tf.Tensor1D,
            relu,
          });
          return tf.sum(tf.square(y));
        };
        return assertSame([[batch, ins], [ins, outs], [outs]], (tensors) => {
          const { value, grads } = tf.valueAndGrads(loss as (...t: tf.Tensor[]) => tf.Scalar)(
            tensors,
          );
          const second = tf.grads((x, weights, bias) =>
            tf.sum(tf.square(tf.grad((u: tf.Tensor) => loss(u, weights!, bias!))(x!)))
          )(tensors);
          return [value, ...grads, ...second.slice(0, 2)];
        }, seed);
      },
    ),
    { seed: 3, numRuns: 20 },
  ));

testEachSet(
  "tf.fused.conv2d, tf.fused.matMul and tf.relu have cpu's gradients",
  () =>
    assertSame([[2, 7, 7, 8], [3, 3, 8, 8], [8], [200, 6], [6]], (tensors) => {
      const { value, grads } = tf.valueAndGrads((x, filter, bias, weights, shift) => {
        const y = tf.fused.conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: "valid",
          bias: bias!,
          activation: "relu",
        });
        const z = tf.fused.matMul({
          a: y.reshape([2, 200]) as tf.Tensor2D,
          b: weights as tf.Tensor2D,
          bias: shift!,
          activation: "relu",
        });
        return tf.sum(tf.square(tf.relu(z)));
      })(tensors);
      return [value, ...grads];
    }),
);

Deno.test("conv2d's gradients are central differences of its value", async () => {
  await tf.setBackend("cpu");
  const p: ConvCase = { stride: 2, pad: 1, relu: true, window: 3, fours: false, seed: 3 };
  const tensors = convShapes(p).map((shape, i) =>
    tf.tensor(randomPlain(shape, { seed: 3, stream: `${i}` }).values, shape)
  );
  const grads = tf.grads(convLoss(p))(tensors);
  for (const [i, tensor] of tensors.entries()) {
    const direction = tf.randomUniform(tensor.shape, -1, 1, "float32", 7), h = 1e-2;
    const at = (step: number) =>
      convLoss(p)(...tensors.map((t, j) => i === j ? tf.add(t, tf.mul(direction, step)) : t));
    const [up] = await at(h).data(), [down] = await at(-h).data();
    const [slope] = await tf.sum(tf.mul(grads[i]!, direction)).data();
    assertAlmostEquals(
      slope!,
      (up! - down!) / (2 * h),
      1e-3 * Math.max(1, Math.abs(slope!)),
      `${i}`,
    );
  }
  tf.disposeVariables();
});

/** A weight of its own for each output: where ReLU is 0, its gradient is seen to stop. */
function weigh(y: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(y, tf.reshape(tf.add(1.5, tf.sin(tf.range(0, y.size))), y.shape)));
}

/** Product, bias and ReLU as operators of their own, the mask of ReLU a factor. */
const inParts = {
  dense: (x: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D) =>
    rectify(tf.add(tf.matMul(x, weights), bias)),
  conv2d: (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
    rectify(tf.add(tf.conv2d(x, filter, 1, 1), bias)),
};
const fused: typeof inParts = {
  dense: (x, weights, bias) => dense(x, weights, { bias, relu: true }),
  conv2d: (x, filter, bias) => conv2d(x, filter, { bias, stride: 1, pad: 1, relu: true }),
};
const rectify = (z: tf.Tensor): tf.Tensor => tf.mul(z, tf.step(z));

type Tensors = readonly tf.Tensor[];
const layerShapes = [[2, 6, 5, 4], [3, 3, 4, 8], [8], [240, 6], [6], [6, 3]];

function twoLayers(
  own: typeof inParts,
  [x, filter, bias, weights, shift, last]: Tensors,
): tf.Scalar {
  const h = own.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D);
  const flat = tf.reshape(h, [2, 240]) as tf.Tensor2D;
  const y = own.dense(flat, weights as tf.Tensor2D, shift as tf.Tensor1D);
  return weigh(tf.matMul(y, last as tf.Tensor2D));
}

/** The gradients of a network's result, and of the squared norm of its gradient in x (which biases do not move). */
function gradientsOf(own: typeof inParts, tensors: Tensors): tf.Tensor[] {
  const first = tf.grads((...all: tf.Tensor[]) => twoLayers(own, all))([...tensors]);
  const [x, , bias, , shift] = tensors;
  const second = tf.grads((filter: tf.Tensor, weights: tf.Tensor, last: tf.Tensor) => {
    const at = (u: tf.Tensor) => twoLayers(own, [u, filter, bias!, weights, shift!, last]);
    return tf.sum(tf.square(tf.grad(at)(x!)));
  })([tensors[1]!, tensors[3]!, tensors[5]!]);
  return [...first, ...second];
}

testEachSet("dense and conv2d have the first and second derivatives of their parts", async () => {
  const gradients = (own: typeof inParts) =>
    evaluate("wasm", layerShapes, (tensors) => gradientsOf(own, tensors));
  const [actual, expected] = [await gradients(fused), await gradients(inParts)];
  actual.forEach((plain, i) => {
    const error = relativeError(plain, expected[i]!);
    assert(error <= 1e-5, `gradient ${i}: relative error ${error}`);
  });
});
