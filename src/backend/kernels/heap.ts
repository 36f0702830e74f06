/**
 * tfjs's wasm heap as kernels see it: the memory itself, and scratch blocks
 * that live between calls up to a bound.
 *
 * @module
 */
import type { Address } from "./kernel_set.ts";

/** The part of tfjs's wasm module that the heap stands on. */
export interface WasmModule {
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: Address): void;
}

/** Scratch that is kept from one kernel to the next; beyond it, blocks are freed after the call. */
const keptBytes = 64 * 2 ** 20;

interface Block {
  readonly raw: Address;
  readonly start: Address;
  readonly bytes: number;
}

/** Modules whose allocations are guarded already. */
const guarded = new WeakSet<WasmModule>();

/**
 * Makes a module's malloc throw at the heap's 4 GB end, where it returns
 * address 0, or (Emscripten's, when its sum wraps around) a block that reaches
 * past the memory: tfjs would write on either.
 */
export function guardAllocation(module: WasmModule): void {
  if (guarded.has(module)) return;
  guarded.add(module);
  module._free(module._malloc(8)); // the first call replaces the function, and a guard set before it
  const malloc = module._malloc;
  module._malloc = (bytes) => {
    const address = malloc(bytes), isThere = address !== 0 || bytes === 0;
    if (isThere && (address >>> 0) + bytes <= module.asm.memory.buffer.byteLength) return address;
    if (address !== 0) module._free(address);
    const gigabytes = (module.asm.memory.buffer.byteLength / 2 ** 30).toFixed(2);
    throw new Error(
      `Cannot allocate ${bytes} bytes on the wasm heap: it must stay below 4 GB and holds ` +
        `${gigabytes} GB; dispose of tensors, or use smaller batches`,
    );
  };
}

/** tfjs's heap. Addresses stay right when it grows, views do not: take them after the last allocation. */
export class Heap {
  /** Import it as `env.memory` to work on the heap itself. */
  readonly memory: WebAssembly.Memory;
  readonly #module: WasmModule;
  readonly #blocks: Map<string, Block> = new Map();

  /** Guards the module's allocations: {@linkcode guardAllocation}. */
  constructor(module: WasmModule) {
    guardAllocation(module);
    this.#module = module;
    this.memory = module.asm.memory;
  }

  /** The bytes of scratch that are held now. */
  get scratchBytes(): number {
    return [...this.#blocks.values()].reduce((sum, block) => sum + block.bytes, 0);
  }

  /**
   * A block of at least `bytes`, aligned to 64, contents unspecified, that is
   * the slot's own until the slot is asked for again or {@linkcode trim} runs.
   * 64 bytes after its end may be read and written as well.
   *
   * @throws {Error} If the heap is at its 4 GB end ({@linkcode guardAllocation}).
   */
  scratch(slot: string, bytes: number): Address {
    const held = this.#blocks.get(slot);
    if (held && held.bytes >= bytes) return held.start;
    if (held) this.#release(slot, held);
    const raw = this.#module._malloc(bytes + 128) >>> 0;
    const start = (raw + 63) - (raw + 63) % 64;
    this.#blocks.set(slot, { raw, start, bytes });
    return start;
  }

  /** Frees scratch, all of it, where more than `kept` bytes are held. Every kernel ends with it. */
  trim(kept: number = keptBytes): void {
    if (this.scratchBytes <= kept) return;
    for (const [slot, block] of this.#blocks) this.#release(slot, block);
  }

  /** A view of float32 numbers, good until something allocates. */
  floats(start: Address, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer as ArrayBuffer, start, length);
  }

  #release(slot: string, block: Block): void {
    this.#module._free(block.raw);
    this.#blocks.delete(slot);
  }
}
