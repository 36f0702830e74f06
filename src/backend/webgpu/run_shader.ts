/**
 * A compute shader of ours under tfjs's WebGPU backend, which brings buffers,
 * pipelines and the queue.
 *
 * @module
 */
import { sizeOf } from "../kernels/wasm_backend.ts";
import type { DataType, TensorInfo } from "../tf.ts";
import type { WebgpuBackend } from "./webgpu_backend.ts";

/** Threads in a workgroup: what every WebGPU device allows. */
export const groupThreads = 256;

/** Code and the numbers it runs with. */
export interface Shader {
  /** Shaders with the same key have the same code. */
  readonly key: string;
  /**
   * WGSL with `fn main(index : i32)`. Inputs are flat arrays under their names,
   * numbers are `uniforms.NAME`, and what is written goes to `result`. A float
   * tensor that was cast still has whole numbers in memory: read `f32(x[i])`.
   */
  readonly code: string;
  /** What the shader reads, by the names its code uses. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Whole numbers. */
  readonly integers: Readonly<Record<string, number>>;
  /** Floats. */
  readonly floats?: Readonly<Record<string, number>>;
  /** Workgroups; there can be more than asked for, and their indexes go on. */
  readonly groups: number;
  readonly outShape: readonly number[];
  readonly outType?: DataType;
}

/** Runs it; the output is fresh. */
export function runShader(backend: WebgpuBackend, shader: Shader): TensorInfo {
  const { key, code, inputs, integers, floats = {}, groups, outShape } = shader;
  const declarations = [
    ...Object.keys(integers).map((name) => `${name} : i32, `),
    ...Object.keys(floats).map((name) => `${name} : f32, `),
  ];
  const program = {
    shaderKey: `marginlab_${key}`,
    variableNames: Object.keys(inputs),
    outputShape: [sizeOf(outShape)],
    workgroupSize: [groupThreads, 1, 1] as [number, number, number],
    dispatch: [groups, 1, 1] as [number, number, number],
    dispatchLayout: { x: [0] },
    uniforms: declarations.join(""),
    getUserCode: () => code,
  };
  const { dataId, dtype } = backend.runWebGPUProgram(
    program,
    Object.values(inputs).map(flat),
    shader.outType ?? "float32",
    [
      ...Object.values(integers).map((value) => ({ type: "int32" as const, data: [value] })),
      ...Object.values(floats).map((value) => ({ type: "float32" as const, data: [value] })),
    ],
  );
  return { dataId, dtype, shape: [...outShape] };
}

/** Runs `fn valueAt(index : i32)` of the code for each number of the output. */
export function runForEach(backend: WebgpuBackend, shader: Omit<Shader, "groups">): TensorInfo {
  const count = sizeOf(shader.outShape);
  return runShader(backend, {
    ...shader,
    integers: { ...shader.integers, count },
    code: `
      ${shader.code}
      fn main(index : i32) {
        if (index < uniforms.count) { result[index] = valueAt(index); }
      }`,
    groups: Math.ceil(count / groupThreads),
  });
}

/** The same numbers as one row: shaders then do not depend on ranks. */
function flat({ dataId, shape, dtype }: TensorInfo): TensorInfo {
  return { dataId, shape: [sizeOf(shape)], dtype };
}
