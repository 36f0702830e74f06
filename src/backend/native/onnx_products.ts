/**
 * Matrix products by ONNX Runtime.
 *
 * @module
 */
import type { GemmShape } from "../kernels/kernel_set.ts";
import { microsoftDomain, type OnnxGraph } from "./onnx_model.ts";
import type { OnnxRun, OnnxSessions } from "./onnx_sessions.ts";
import type { NativeProvider } from "./provider.ts";

/** `multiply` by one session a kind of product, made when first needed. */
export function makeOnnxProducts(sessions: OnnxSessions): NativeProvider["multiply"] {
  const runs = new Map<string, OnnxRun>();
  return (shape, at, { accumulate = false, count = 1 } = {}) => {
    const { m, n, k, transposeA, transposeB } = shape;
    const rank = count > 1 ? 3 : 2;
    const key = `${transposeA} ${transposeB} ${accumulate} ${rank}`;
    let run = runs.get(key);
    if (!run) {
      const makeGraph = !accumulate ? productGraph : rank === 2 ? sumGraph : sumsGraph;
      runs.set(key, run = sessions.prepare(makeGraph(shape, rank)));
    }
    const outer = count > 1 ? [count] : [];
    const a = { at: at.a, shape: [...outer, ...(transposeA ? [k, m] : [m, k])] };
    const b = { at: at.b, shape: [...outer, ...(transposeB ? [n, k] : [k, n])] };
    const c = { at: at.c, shape: [...outer, m, n] };
    run(accumulate ? [a, b, c] : [a, b], [c]);
  };
}

function productGraph(shape: GemmShape, rank: number): OnnxGraph {
  return {
    nodes: [{
      operator: "FusedMatMul",
      domain: microsoftDomain,
      inputs: ["a", "b"],
      outputs: ["y"],
      attributes: transposes(shape),
    }],
    inputs: [{ name: "a", rank }, { name: "b", rank }],
    outputs: [{ name: "y", rank }],
  };
}

/** Gemm copies its third input to the output before it adds, so both may be the same place. */
function sumGraph(shape: GemmShape): OnnxGraph {
  return {
    nodes: [{
      operator: "Gemm",
      inputs: ["a", "b", "c"],
      outputs: ["y"],
      attributes: transposes(shape),
    }],
    inputs: ["a", "b", "c"].map((name) => ({ name, rank: 2 })),
    outputs: [{ name: "y", rank: 2 }],
  };
}

/** Gemm takes no more than one product. What is added number by number may lie where the sum goes. */
function sumsGraph(shape: GemmShape, rank: number): OnnxGraph {
  const { nodes: [product], inputs, outputs } = productGraph(shape, rank);
  return {
    nodes: [
      { ...product!, outputs: ["product"] },
      { operator: "Add", inputs: ["product", "c"], outputs: ["y"] },
    ],
    inputs: [...inputs, { name: "c", rank }],
    outputs,
  };
}

function transposes({ transposeA, transposeB }: GemmShape): Record<string, number> {
  return { transA: Number(transposeA), transB: Number(transposeB) };
}
