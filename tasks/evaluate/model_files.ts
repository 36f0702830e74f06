/**
 * A user's model, read from disk.
 */
import { dirname, join } from "node:path";
import { sha256 } from "../../src/data/dataset_hash.ts";
import type { ModelSource } from "../../src/models/open_model.ts";
import { tfjsWeightPaths } from "../../src/models/tfjs_files.ts";
import { InputError } from "../failure.ts";
import { readInput } from "../read_input.ts";
import type { Request } from "./request.ts";

/** Reads the files of a model; what kind it is, its first byte tells. */
export async function readModel({ model: path, layout }: Request): Promise<ModelSource> {
  const bytes = await readInput(path);
  const first = bytes.find((byte) => byte > 32);
  if (path.endsWith(".json") || (first === 0x7b && !path.endsWith(".safetensors"))) {
    if (layout) throw new InputError(`--weights-layout is for safetensors files, found ${path}`);
    const json = new TextDecoder().decode(bytes);
    const paths = tfjsWeightPaths(json).map((name) => join(dirname(path), name));
    return { kind: "tfjs", json, weights: joined(await Promise.all(paths.map(readInput))) };
  }
  return { kind: "safetensors", bytes, layout };
}

/** The SHA-256 of everything that a model is made of. */
export async function modelHash(source: ModelSource): Promise<string> {
  if (source.kind === "safetensors") return await sha256(source.bytes);
  const json = new TextEncoder().encode(source.json);
  return await sha256(joined([json, source.weights]));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
