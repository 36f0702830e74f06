import { Heap } from "../../src/backend/kernels/heap.ts";

/** A heap without tfjs: blocks are handed out one after the other and never come back. */
export class PlainHeap {
  readonly heap: Heap;
  readonly #memory: WebAssembly.Memory;
  #end = 1024;

  constructor(megabytes = 16) {
    this.#memory = new WebAssembly.Memory({ initial: megabytes * 16, maximum: 2 ** 16 });
    this.heap = new Heap({
      asm: { memory: this.#memory },
      _malloc: (bytes) => this.#take(bytes),
      _free: () => {},
    });
  }

  /** A block with these numbers in it. */
  put(values: ArrayLike<number>): number {
    const at = this.room(values.length);
    this.heap.floats(at, values.length).set(values);
    return at;
  }

  /** A block of floats that are all NaN, so that what is not written shows. */
  room(length: number): number {
    const at = this.#take(length * 4);
    this.heap.floats(at, length).fill(NaN);
    return at;
  }

  /** A copy of the numbers in a block. */
  get(at: number, length: number): Float32Array {
    return this.heap.floats(at, length).slice();
  }

  /** Makes the memory larger, which detaches every view of it. */
  grow(megabytes: number): void {
    this.#memory.grow(megabytes * 16);
  }

  #take(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil((bytes + 16) / 64) * 64;
    const missing = this.#end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65536));
    return at;
  }
}
