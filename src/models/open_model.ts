/**
 * Any model that this package reads, from bytes.
 *
 * @module
 */
import type { Network } from "../types.ts";
import { networkFromWeights } from "./recognise_network.ts";
import { networkFromTfjsFiles } from "./tfjs_files.ts";
import type { WeightsLayout } from "./weights_layout.ts";

/** A model as plain data, which workers can be sent. */
export type ModelSource =
  | {
    readonly kind: "safetensors";
    /** The whole file. */
    readonly bytes: Uint8Array;
    /** Its layout; null where the shapes of its tensors shall tell. */
    readonly layout: WeightsLayout | null;
  }
  | {
    readonly kind: "tfjs";
    /** The text of `model.json`. */
    readonly json: string;
    /** The bytes of all files that it names, in its order. */
    readonly weights: Uint8Array;
  };

/** A model that is ready to be asked. */
export interface OpenedModel {
  /** In inference mode, logits out. */
  readonly network: Network;
  /** What it was recognised as. */
  readonly description: string;
  /** Whether it is known to be affine: margins are then exact. */
  readonly affine: boolean;
  /** Frees its weights. */
  dispose(): void;
}

/**
 * Opens a model: a safetensors file of one of the paper's networks, or what
 * TensorFlow.js saved.
 *
 * @param source The model.
 * @param inputShape Height, width and channels of an image.
 * @throws {SyntaxError} If it cannot be read.
 * @throws {TypeError} If it is no classifier of such images.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { openModel } from "@marginlab/marginlab";
 *
 * const source = { kind: "tfjs" as const, json: "{}", weights: new Uint8Array() };
 * await assertRejects(() => openModel(source, [28, 28, 1]), SyntaxError, "modelTopology");
 * ```
 */
export async function openModel(
  source: ModelSource,
  inputShape: readonly number[],
): Promise<OpenedModel> {
  if (source.kind === "tfjs") {
    const network = await networkFromTfjsFiles(source.json, source.weights, { inputShape });
    const { softmax, affine } = network;
    const description = `a model of TensorFlow.js${softmax ? ", taken before its softmax" : ""}`;
    return { network, description, affine, dispose: network.dispose };
  }
  const { bytes, layout } = source;
  const network = networkFromWeights(bytes, { inputShape, ...layout && { layout } });
  return {
    network,
    description: network.architecture.name,
    affine: network.layers.every(({ layer }) => layer.kind === "dense" && !layer.relu),
    dispose: network.dispose,
  };
}
