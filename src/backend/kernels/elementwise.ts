/**
 * tfjs's cheap kernels that cost a pass over memory too many.
 *
 * @module
 */
import { util } from "../tf.ts";
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

/** `dy · step(y)`, the gradient of ReLU in one pass: a kernel that tfjs does not have. */
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

/** `tf.identity`, sharing the numbers as other backends do: tfjs clones every tensor that it keeps for a gradient, and the stock kernel copies. */
export const identity: Override = ({ inputs: { x } }, { backend }) => {
  if (x!.dtype === "string") return null;
  backend.incRef(x!.dataId);
  return { dataId: x!.dataId, shape: x!.shape, dtype: x!.dtype };
};
