/**
 * The parts of tfjs's wasm backend that kernels stand on. They are public in
 * its JavaScript and absent from its types.
 *
 * @module
 */
import type { DataId, DataType, TensorInfo } from "../tf.ts";
import type { Heap, WasmModule } from "./heap.ts";
import type { Address, KernelSet } from "./kernel_set.ts";

/** tfjs's `BackendWasm`. */
export interface WasmBackend {
  readonly wasm: WasmModule;
  readonly dataIdMap: { get(dataId: DataId): { readonly memoryOffset: Address } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  incRef(dataId: DataId): void;
  /** Whether the tensor's numbers are gone, as nothing refers to them any more. */
  disposeData(dataId: DataId, force?: boolean): boolean;
}

/** What an override works with. */
export interface Workshop {
  readonly backend: WasmBackend;
  readonly heap: Heap;
  readonly set: KernelSet;
}

/** Named tensors and attributes as tfjs hands them to a kernel. */
export interface KernelCall {
  readonly inputs: Record<string, TensorInfo | undefined>;
  // deno-lint-ignore no-explicit-any
  readonly attrs: Record<string, any>;
}

/** A kernel of ours; null hands the call back to the stock kernel. */
export type Override = (call: KernelCall, workshop: Workshop) => TensorInfo | TensorInfo[] | null;

/** Where a tensor's numbers lie. */
export function addressOf({ backend }: Workshop, tensor: TensorInfo): Address {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** A fresh float32 tensor, contents unspecified. */
export function makeFloats({ backend }: Workshop, shape: readonly number[]): TensorInfo {
  return backend.makeOutput([...shape], "float32");
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether every tensor is there, is float32 and holds at least one number. */
export function areFloats(
  ...tensors: (TensorInfo | undefined)[]
): boolean {
  return tensors.every((t) => t?.dtype === "float32" && sizeOf(t.shape) > 0);
}
