/**
 * Small kernels: ReLU that keeps NaN (tfjs's own turns it into 0), sums of
 * more tensors than a shader may bind, and our own operators in one pass.
 *
 * @module
 */
import { areFloats } from "../kernels/wasm_backend.ts";
import type { TensorInfo } from "../tf.ts";
import type { Override } from "./override.ts";
import { reluCode } from "./product.ts";
import { runForEach } from "./run_shader.ts";
import type { WebgpuBackend } from "./webgpu_backend.ts";

/** `Relu`. */
export const relu: Override = ({ inputs: { x } }, backend) => {
  if (!areFloats(x)) return null;
  return runForEach(backend, {
    key: "relu",
    code: `${reluCode}
      fn valueAt(index : i32) -> f32 { return relu(f32(x[index])); }`,
    inputs: { x: x! },
    integers: {},
    outShape: x!.shape,
  });
};

/** `ReluGrad`, `dy · step(y)`. */
export const reluGrad: Override = ({ inputs: { dy, y } }, backend) => {
  if (!areFloats(dy, y) || dy!.shape.join() !== y!.shape.join()) return null;
  return runForEach(backend, {
    key: "reluGrad",
    code: `
      fn valueAt(index : i32) -> f32 {
        let out = f32(y[index]);
        return select(f32(dy[index]) * select(0.0, 1.0, out > 0.0), out, isnan(out));
      }`,
    inputs: { dy: dy!, y: y! },
    integers: {},
    outShape: y!.shape,
  });
};

/** `LinearCombination`, `Σ factors · x` of two or three tensors of one shape. */
export const linearCombination: Override = ({ inputs: { x, y, z }, attrs }, backend) =>
  combine(backend, z ? [x!, y!, z] : [x!, y!], attrs.factors);

/** `NesterovStep`, `[newWeights, newVelocity]`. */
export const nesterovStep: Override = ({ inputs, attrs: { momentum, rate } }, backend) => {
  const weights = inputs.weights!, velocity = inputs.velocity!, gradient = inputs.gradient!;
  const newVelocity = combine(backend, [velocity, gradient], [momentum, 1]);
  const moved = newVelocity &&
    combine(backend, [weights, gradient, newVelocity], [1, -rate, -rate * momentum]);
  return moved && [moved, newVelocity];
};

function combine(
  backend: WebgpuBackend,
  tensors: readonly TensorInfo[],
  factors: readonly number[],
): TensorInfo | null {
  const [first] = tensors;
  if (!areFloats(...tensors) || tensors.some((t) => t.shape.join() !== first!.shape.join())) {
    return null;
  }
  const names = ["x", "y", "z"].slice(0, tensors.length);
  return runForEach(backend, {
    key: `combine${tensors.length}`,
    code: `
      fn valueAt(index : i32) -> f32 {
        return ${names.map((name) => `uniforms.${name}Factor * f32(${name}[index])`).join(" + ")};
      }`,
    inputs: Object.fromEntries(names.map((name, i) => [name, tensors[i]!])),
    integers: {},
    floats: Object.fromEntries(names.map((name, i) => [`${name}Factor`, factors[i]!])),
    outShape: first!.shape,
  });
}

/** Of eight storage buffers that every device has for a shader, the output is one. */
const mostInputs = 7;

/** `AddN`: tfjs's own binds every tensor at once, and gives garbage where they are too many. */
export const addN: Override = ({ inputs }, backend) => {
  const tensors = Object.values(inputs) as TensorInfo[];
  if (tensors.length < 2 || !areFloats(...tensors)) return null;
  let sum = tensors[0]!;
  for (let next = 1; next < tensors.length; next += mostInputs - 1) {
    const terms = [sum, ...tensors.slice(next, next + mostInputs - 1)];
    const added = addUp(backend, terms);
    if (next > 1) backend.disposeData(sum.dataId);
    sum = added;
  }
  return sum;
};

function addUp(backend: WebgpuBackend, tensors: readonly TensorInfo[]): TensorInfo {
  const names = tensors.map((_, i) => `term${i}`);
  return runForEach(backend, {
    key: `addN${tensors.length}`,
    code: `
      fn valueAt(index : i32) -> f32 { return ${
      names.map((name) => `f32(${name}[index])`).join(" + ")
    }; }`,
    inputs: Object.fromEntries(names.map((name, i) => [name, tensors[i]!])),
    integers: {},
    outShape: tensors[0]!.shape,
  });
}
