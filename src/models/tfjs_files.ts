/**
 * A model that TensorFlow.js saved: `model.json` and the files of numbers that
 * it names.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import {
  networkFromGraphModel,
  networkFromLayersModel,
  type TfjsNetwork,
  type TfjsNetworkOptions,
} from "./tfjs_network.ts";

/** What a `model.json` has in it. */
interface ModelJson {
  readonly format?: string;
  readonly modelTopology?: unknown;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: tf.io.WeightsManifestEntry[];
  }[];
}

/** A network made of files, with the tensors that it holds. */
export interface OwnedTfjsNetwork extends TfjsNetwork {
  /** Frees the weights. */
  dispose(): void;
}

/**
 * The files of numbers that a `model.json` names, relative to it, in the order
 * in which {@linkcode networkFromTfjsFiles} wants their bytes.
 *
 * @throws {SyntaxError} If the text is no `model.json`.
 */
export function tfjsWeightPaths(json: string): string[] {
  return parse(json).weightsManifest.flatMap(({ paths }) => paths);
}

/**
 * A saved layers model or graph model as a network.
 *
 * @param json The text of `model.json`.
 * @param weights The bytes of the files that it names, in the order of {@linkcode tfjsWeightPaths}.
 * @param options The shape of an image, where the model leaves it open.
 * @returns The network; its caller disposes it.
 * @throws {SyntaxError} If the text is no `model.json`, or the bytes are not as many as it says.
 * @throws {TypeError} If tfjs cannot load the model, or it is no classifier of such images.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { networkFromTfjsFiles, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
 * const files = { json: "", weights: new Uint8Array() }; // or what Deno.readFile gives
 * await model.save(tf.io.withSaveHandler((saved) => {
 *   const { modelTopology, weightSpecs: weights, weightData } = saved;
 *   const weightsManifest = [{ paths: ["weights.bin"], weights }];
 *   files.json = JSON.stringify({ format: "layers-model", modelTopology, weightsManifest });
 *   files.weights = new Uint8Array(weightData as ArrayBuffer);
 *   return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
 * }));
 * const network = await networkFromTfjsFiles(files.json, files.weights);
 * assertEquals([network.inputShape, network.classes], [[4], 3]);
 * network.dispose();
 * ```
 */
export async function networkFromTfjsFiles(
  json: string,
  weights: Uint8Array,
  options: TfjsNetworkOptions = {},
): Promise<OwnedTfjsNetwork> {
  const parsed = parse(json);
  checkLength(parsed, weights.length);
  const artifacts = await tf.io.getModelArtifactsForJSON(
    parsed as tf.io.ModelJSON,
    (manifest) =>
      Promise.resolve([
        manifest.flatMap((group) => group.weights),
        Uint8Array.from(weights).buffer,
      ]),
  );
  const memory = tf.io.fromMemory(artifacts);
  if (isGraph(parsed)) {
    const model = await loaded(() => tf.loadGraphModel(memory));
    return owned(model, () => networkFromGraphModel(model, options));
  }
  const model = await loaded(() => tf.loadLayersModel(memory));
  return owned(model, () => networkFromLayersModel(model, options));
}

async function loaded<Model>(load: () => Promise<Model>): Promise<Model> {
  try {
    return await load();
  } catch (cause) {
    throw new TypeError(
      `Cannot load a model.json: TensorFlow.js must know how to, found: ${
        (cause as Error).message
      }`,
      { cause },
    );
  }
}

function owned(model: { dispose(): unknown }, make: () => TfjsNetwork): OwnedTfjsNetwork {
  try {
    return { ...make(), dispose: () => void model.dispose() };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function parse(json: string): ModelJson {
  let model: unknown;
  try {
    model = JSON.parse(json);
  } catch (error) {
    throw new SyntaxError(`Cannot read a model.json: it must be JSON, ${(error as Error).message}`);
  }
  const { modelTopology, weightsManifest } = (model ?? {}) as Partial<ModelJson>;
  // Without a manifest, tfjs draws the weights itself.
  if (typeof modelTopology !== "object" || modelTopology === null || !isManifest(weightsManifest)) {
    throw new SyntaxError(
      "Cannot read a model.json: it must have a modelTopology and a weightsManifest, as tfjs writes it",
    );
  }
  return model as ModelJson;
}

function isManifest(manifest: unknown): boolean {
  const isText = (value: unknown) => typeof value === "string";
  const isTensor = (value: unknown) => {
    const { name, dtype, shape } = (value ?? {}) as Record<string, unknown>;
    return isText(name) && isText(dtype) && Array.isArray(shape) && shape.every(Number.isInteger);
  };
  const isGroup = (value: unknown) => {
    const { paths, weights } = (value ?? {}) as Record<string, unknown>;
    return Array.isArray(paths) && paths.every(isText) &&
      Array.isArray(weights) && weights.every(isTensor);
  };
  return Array.isArray(manifest) && manifest.every(isGroup);
}

function isGraph({ format, modelTopology }: ModelJson): boolean {
  return format === "graph-model" || (format === undefined && "node" in (modelTopology as object));
}

const bytesOf: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/** tfjs takes too few or too many bytes without a word. */
function checkLength({ weightsManifest }: ModelJson, found: number): void {
  let needed = 0;
  for (const { shape, dtype, quantization } of weightsManifest.flatMap((group) => group.weights)) {
    const bytes = bytesOf[quantization?.dtype ?? dtype];
    if (bytes === undefined) return; // text: its length stands in the numbers themselves
    needed += bytes * shape.reduce((product, length) => product * length, 1);
  }
  if (needed === found) return;
  throw new SyntaxError(
    `Cannot read the weights of a model.json: its tensors need ${needed} bytes, found ${found}`,
  );
}
