import { assertEquals } from "@std/assert";
import { trimPool } from "../../../src/backend/webgpu/trim_pool.ts";
import type { BufferManager, PooledBuffer } from "../../../src/backend/webgpu/webgpu_backend.ts";

/** A pool as tfjs has it: what is given back waits for the next buffer of exactly its size. */
class Pool implements BufferManager {
  numBytesUsed = 0;
  numBytesAllocated = 0;
  numFreeBuffers = 0;
  readonly freeBuffers = new Map<string, PooledBuffer[]>();
  destroyed: number[] = [];

  acquireBuffer(size: number, usage: number): PooledBuffer {
    this.numBytesUsed += size;
    const known = this.freeBuffers.get(`${size}_${usage}`)?.pop();
    if (known) {
      this.numFreeBuffers--;
      return known;
    }
    this.numBytesAllocated += size;
    return { size, destroy: () => this.destroyed.push(size) };
  }

  giveBack(buffer: PooledBuffer, usage: number): void {
    const key = `${buffer.size}_${usage}`;
    this.freeBuffers.set(key, [...this.freeBuffers.get(key) ?? [], buffer]);
    this.numBytesUsed -= buffer.size;
    this.numFreeBuffers++;
  }
}

Deno.test("trimPool destroys what lies idle beyond the bound, before a buffer of a new size is made", () => {
  const pool = new Pool();
  trimPool(pool, 100);
  for (const size of [40, 50]) pool.giveBack(pool.acquireBuffer(size, 1), 1);
  assertEquals(pool.destroyed, []); // 90 bytes idle
  pool.giveBack(pool.acquireBuffer(20, 1), 1);
  assertEquals(pool.destroyed, []); // nothing was over the bound when it was made
  const reused = pool.acquireBuffer(40, 1);
  assertEquals([reused.size, pool.destroyed.length], [40, 0]);
  pool.giveBack(reused, 1);
  const fresh = pool.acquireBuffer(60, 1);
  assertEquals(pool.destroyed.toSorted((a, b) => a - b), [20, 40, 50]);
  assertEquals([pool.numBytesAllocated, pool.numBytesUsed, pool.numFreeBuffers], [60, 60, 0]);
  assertEquals(fresh.size, 60);
});
