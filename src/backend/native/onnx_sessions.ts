/**
 * Runs small ONNX graphs on tensors that lie in the wasm heap, without copies.
 *
 * @module
 */
import type { Address } from "../kernels/kernel_set.ts";
import { pointerOf } from "./foreign_memory.ts";
import { cString, type OnnxApi } from "./onnx_api.ts";
import { encodeOnnxModel, type OnnxGraph } from "./onnx_model.ts";

/** A float32 tensor in the heap. */
export interface HeapTensor {
  readonly at: Address;
  readonly shape: readonly number[];
}

/** A graph that is ready to run; results are written where the outputs lie. */
export type OnnxRun = (inputs: readonly HeapTensor[], outputs: readonly HeapTensor[]) => void;

const severityError = 3;
const deviceAllocator = 0;
const defaultMemory = 0;
const float32 = 1;
const floatBytes = 4;
/** Making a tensor costs as much as a small product, so they are kept; beyond this many, all are let go. */
const keptTensors = 4096;

/** Sessions and tensors of one library on one heap. */
export class OnnxSessions {
  readonly #api: OnnxApi;
  readonly #memory: WebAssembly.Memory;
  readonly #environment: bigint;
  readonly #memoryInfo: bigint;
  readonly #options: bigint;
  readonly #tensors: Map<string, bigint> = new Map();
  #buffer: ArrayBufferLike | null = null;
  #base = 0;

  constructor(api: OnnxApi, memory: WebAssembly.Memory) {
    this.#api = api;
    this.#memory = memory;
    const name = cString("marginlab");
    this.#environment = api.make((out) => api.createEnvironment(severityError, name, out));
    this.#memoryInfo = api.make((out) =>
      api.createCpuMemoryInfo(deviceAllocator, defaultMemory, out)
    );
    this.#options = api.make((out) => api.createSessionOptions(out));
    api.check(api.setIntraOperatorThreads(this.#options, 1)); // the caller's own thread, so no pool that spins
    api.check(api.setInterOperatorThreads(this.#options, 1));
  }

  /**
   * Makes a graph ready to run.
   *
   * @throws {Error} If the library does not know its operators.
   */
  prepare(graph: OnnxGraph): OnnxRun {
    const api = this.#api;
    const model = encodeOnnxModel(graph);
    const session = api.make((out) =>
      api.createSession(this.#environment, model, BigInt(model.length), this.#options, out)
    );
    const inputNames = new Names(graph.inputs.map(({ name }) => name));
    const outputNames = new Names(graph.outputs.map(({ name }) => name));
    const inputValues = new BigUint64Array(graph.inputs.length);
    const outputValues = new BigUint64Array(graph.outputs.length);
    return (inputs, outputs) => {
      this.#prepareFor(inputs.length + outputs.length);
      inputs.forEach((tensor, i) => inputValues[i] = this.#value(tensor));
      outputs.forEach((tensor, i) => outputValues[i] = this.#value(tensor));
      api.check(
        api.run(
          session,
          0n,
          inputNames.pointers,
          inputValues,
          BigInt(inputs.length),
          outputNames.pointers,
          BigInt(outputs.length),
          outputValues,
        ),
      );
    };
  }

  /** Drops tensors that point into a heap that has moved, or when there are too many. */
  #prepareFor(count: number): void {
    const { buffer } = this.#memory;
    if (buffer === this.#buffer && this.#tensors.size + count <= keptTensors) return;
    this.release();
    if (buffer === this.#buffer) return;
    this.#buffer = buffer;
    this.#base = pointerOf(new Uint8Array(buffer as ArrayBuffer));
  }

  #value({ at, shape }: HeapTensor): bigint {
    const key = `${at}:${shape}`;
    const known = this.#tensors.get(key);
    if (known !== undefined) return known;
    const sizes = BigInt64Array.from(shape, BigInt);
    const bytes = shape.reduce((product, size) => product * size, floatBytes);
    const api = this.#api;
    const value = api.make((out) =>
      api.createTensorOn(
        this.#memoryInfo,
        BigInt(this.#base + at),
        BigInt(bytes),
        sizes,
        BigInt(shape.length),
        float32,
        out,
      )
    );
    this.#tensors.set(key, value);
    return value;
  }

  /** Lets go of the tensors that are kept from call to call. */
  release(): void {
    for (const value of this.#tensors.values()) this.#api.releaseValue(value);
    this.#tensors.clear();
  }
}

/** Names as C wants them, held so that they stay where they are. */
class Names {
  readonly pointers: BigUint64Array<ArrayBuffer>;
  readonly #held: readonly Uint8Array<ArrayBuffer>[];

  constructor(names: readonly string[]) {
    this.#held = names.map(cString);
    this.pointers = BigUint64Array.from(this.#held, (name) => BigInt(pointerOf(name)));
  }
}
