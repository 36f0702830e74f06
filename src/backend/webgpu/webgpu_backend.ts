/**
 * The parts of tfjs's WebGPU backend that kernels stand on. They are public in
 * its JavaScript; its types need a package of their own.
 *
 * @module
 */
import type { DataId, DataType, TensorInfo } from "../tf.ts";

/** One compute shader as tfjs's backend takes it. */
export interface WebgpuProgram {
  readonly shaderKey: string;
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly workgroupSize: [number, number, number];
  readonly dispatch: [number, number, number];
  readonly dispatchLayout: { readonly x: number[] };
  readonly uniforms: string;
  getUserCode(): string;
}

/** Numbers for one of a program's uniforms. */
export interface UniformData {
  readonly type: "int32" | "float32";
  readonly data: number[];
}

/** What the backend knows of a tensor. */
export interface TensorData {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly values?: ArrayLike<unknown> | null;
  readonly resource?: unknown;
}

/** A device, as far as we touch it. */
export interface Device extends EventTarget {
  readonly limits: { readonly maxStorageBufferBindingSize: number; readonly maxBufferSize: number };
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
}

/** A `GPUBuffer`, as far as we touch it. */
export interface PooledBuffer {
  readonly size: number;
  destroy(): void;
}

/** tfjs's pool of buffers: what is freed is kept for the next tensor of exactly that size. */
export interface BufferManager {
  numBytesUsed: number;
  numBytesAllocated: number;
  numFreeBuffers: number;
  readonly freeBuffers: Map<string, PooledBuffer[]>;
  acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): PooledBuffer;
}

/** tfjs's `WebGPUBackend`. */
export interface WebgpuBackend {
  readonly device: Device;
  readonly bufferManager: BufferManager;
  readonly tensorMap: { get(dataId: DataId): TensorData };
  makeTensorInfo(shape: number[], dtype: DataType, values?: ArrayLike<number>): TensorInfo;
  disposeData(dataId: DataId): boolean;
  incRef(dataId: DataId): void;
  uploadToGPU(dataId: DataId): void;
  read(dataId: DataId): Promise<ArrayLike<unknown>>;
  readSync(dataId: DataId): ArrayLike<unknown>;
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: readonly TensorInfo[],
    outputDtype: DataType,
    uniforms: UniformData[],
  ): TensorInfo;
}
