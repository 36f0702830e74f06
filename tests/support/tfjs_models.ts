import * as tf from "../../src/backend/tf.ts";

/** The two files that tfjs writes. */
export interface TfjsFiles {
  readonly json: string;
  /** Of `weights.bin`. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** What saving a layers model would write. */
export async function layersFiles(model: tf.LayersModel): Promise<TfjsFiles> {
  let files: TfjsFiles | undefined;
  await model.save(tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData }) => {
    const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    files = {
      json: JSON.stringify({ format: "layers-model", modelTopology, weightsManifest }),
      weights: new Uint8Array(weightData as ArrayBuffer),
    };
    const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: "JSON" as const };
    return Promise.resolve({ modelArtifactsInfo });
  }));
  return files!;
}

/** A graph model as TensorFlow's converter writes it: x w, then one operation, then an identity. */
export function graphFiles(
  op: "Softmax" | "Cumprod",
  weights: readonly number[] = [1, -1, 0, 2],
  classes = 2,
): TfjsFiles {
  const float = { type: "DT_FLOAT" };
  const inputs = weights.length / classes;
  const shape = { shape: { dim: [{ size: "-1" }, { size: String(inputs) }] } };
  const axis = op === "Cumprod" ? ["axis"] : [];
  const node = [
    { name: "x", op: "Placeholder", attr: { dtype: float, shape } },
    { name: "w", op: "Const", attr: { dtype: float } },
    ...axis.map((name) => ({ name, op: "Const", attr: { dtype: { type: "DT_INT32" } } })),
    { name: "logits", op: "MatMul", input: ["x", "w"], attr: { T: float } },
    { name: "last", op, input: ["logits", ...axis], attr: { T: float } },
    { name: "Identity", op: "Identity", input: ["last"], attr: { T: float } },
  ];
  const specs = [{ name: "w", shape: [inputs, classes], dtype: "float32" }];
  if (axis.length) specs.push({ name: "axis", shape: [], dtype: "int32" });
  const numbers = [...new Uint8Array(Float32Array.from(weights).buffer)];
  const last = axis.length ? [...new Uint8Array(Int32Array.of(1).buffer)] : [];
  return {
    json: JSON.stringify({
      format: "graph-model",
      modelTopology: { node, versions: { producer: 440 } },
      weightsManifest: [{ paths: ["weights.bin"], weights: specs }],
    }),
    weights: Uint8Array.from([...numbers, ...last]),
  };
}
