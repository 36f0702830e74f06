/**
 * Matrix products by ONNX Runtime.
 *
 * @module
 */
import type { GemmShape } from "../kernels/kernel_set.ts";
import { microsoftDomain, type OnnxGraph } from "./onnx_model.ts";
import type { OnnxRun, OnnxSessions } from "./onnx_sessions.ts";
import type { NativeProvider } from "./provider.ts";

/** `multiply` by one session a transposition, made when first needed. */
export function makeOnnxProducts(sessions: OnnxSessions): NativeProvider["multiply"] {
  const runs = new Map<string, OnnxRun>();
  return (shape, at, accumulate) => {
    const { m, n, k, transposeA, transposeB } = shape;
    const key = `${transposeA} ${transposeB} ${accumulate}`;
    let run = runs.get(key);
    if (!run) runs.set(key, run = sessions.prepare(productGraph(shape, accumulate)));
    const a = { at: at.a, shape: transposeA ? [k, m] : [m, k] };
    const b = { at: at.b, shape: transposeB ? [n, k] : [k, n] };
    const c = { at: at.c, shape: [m, n] };
    run(accumulate ? [a, b, c] : [a, b], [c]);
  };
}

/** Gemm copies its third input to the output before it adds, so both may be the same place. */
function productGraph(shape: GemmShape, accumulate: boolean): OnnxGraph {
  const attributes = { transA: Number(shape.transposeA), transB: Number(shape.transposeB) };
  const [a, b, c] = ["a", "b", "c"].map((name) => ({ name, rank: 2 }));
  const outputs = [{ name: "y", rank: 2 }];
  const node = { outputs: ["y"], attributes };
  if (accumulate) {
    const inputs = [a!, b!, c!];
    return {
      nodes: [{ ...node, operator: "Gemm", inputs: ["a", "b", "c"] }],
      inputs,
      outputs,
    };
  }
  return {
    nodes: [{ ...node, operator: "FusedMatMul", domain: microsoftDomain, inputs: ["a", "b"] }],
    inputs: [a!, b!],
    outputs,
  };
}
