/**
 * tfjs's cheap kernels that cost a pass over memory too many.
 *
 * @module
 */
import { type TensorInfo, util } from "../tf.ts";
import type { Term } from "./kernel_set.ts";
import { addressOf, areFloats, makeFloats, type Override, sizeOf } from "./wasm_backend.ts";

/** `tf.sum` over leading axes: what a bias's gradient is. */
export const sum: Override = ({ inputs: { x }, attrs }, workshop) => {
  if (!areFloats(x)) return null;
  const axes = util.parseAxisParam(attrs.axis, x!.shape).toSorted((a, b) => a - b);
  const kept = x!.shape.slice(axes.length);
  if (axes.length === 0 || kept.length === 0 || axes.some((axis, i) => axis !== i)) return null;
  const columns = sizeOf(kept), rows = sizeOf(x!.shape) / columns;
  const out = makeFloats(workshop, attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept);
  const at = { x: addressOf(workshop, x!), sums: addressOf(workshop, out) };
  workshop.set.columnSums(rows, columns, at);
  return out;
};

/** `dy · step(y)`, the gradient of ReLU in one pass, without what is too small to matter: a kernel that tfjs does not have. */
export const reluGrad: Override = ({ inputs: { dy, y } }, workshop) => {
  if (!areFloats(dy, y) || dy!.shape.join() !== y!.shape.join()) return null;
  const out = makeFloats(workshop, y!.shape);
  workshop.set.reluGradient(sizeOf(y!.shape), {
    dy: addressOf(workshop, dy!),
    y: addressOf(workshop, y!),
    dx: addressOf(workshop, out),
  });
  return out;
};

/** `Σ factors · x` of two or three tensors of one shape: a kernel that tfjs does not have. */
export const combine: Override = ({ inputs: { x, y, z }, attrs: { factors } }, workshop) => {
  const tensors = z ? [x!, y!, z] : [x!, y!];
  if (!areFloats(...tensors) || tensors.some((t) => t.shape.join() !== x!.shape.join())) {
    return null;
  }
  const out = makeFloats(workshop, x!.shape);
  const terms = tensors.map((t, i) => ({ at: addressOf(workshop, t), factor: factors[i] }));
  workshop.set.combine(sizeOf(x!.shape), terms as [Term, Term, Term?], addressOf(workshop, out));
  return out;
};

/** A step of momentum in Nesterov's form, `[newWeights, newVelocity]`: a kernel that tfjs does not have. */
export const nesterovStep: Override = ({ inputs, attrs }, workshop) => {
  const { weights, velocity, gradient } = inputs;
  if (!areFloats(weights, velocity, gradient)) return null;
  const outs = [0, 1].map(() => makeFloats(workshop, weights!.shape));
  const at = (tensor: TensorInfo) => addressOf(workshop, tensor);
  workshop.set.nesterovStep(sizeOf(weights!.shape), {
    weights: at(weights!),
    velocity: at(velocity!),
    gradient: at(gradient!),
    newWeights: at(outs[0]!),
    newVelocity: at(outs[1]!),
  }, { momentum: attrs.momentum, rate: attrs.rate });
  return outs;
};

/** `tf.identity`, sharing the numbers as other backends do: tfjs clones every tensor that it keeps for a gradient, and the stock kernel copies. */
export const identity: Override = ({ inputs: { x } }, { backend }) => {
  if (x!.dtype === "string") return null;
  backend.incRef(x!.dataId);
  return { dataId: x!.dataId, shape: x!.shape, dtype: x!.dtype };
};
