/**
 * tfjs keeps every freed buffer for the next tensor of exactly its size. Batches
 * of ever new sizes, as an attack's last examples are, would fill a GPU so.
 *
 * @module
 */
import type { BufferManager } from "./webgpu_backend.ts";

/** Makes a pool destroy what is free in it, before it makes a buffer anew while more than `most` bytes lie idle. */
export function trimPool(pool: BufferManager, most: number = 2 ** 30): void {
  const stockAcquire = pool.acquireBuffer.bind(pool);
  pool.acquireBuffer = (size, usage, ...rest) => {
    const isAtHand = pool.freeBuffers.get(`${size}_${usage}`)?.length;
    if (!isAtHand && pool.numBytesAllocated - pool.numBytesUsed > most) destroyFree(pool);
    return stockAcquire(size, usage, ...rest);
  };
}

function destroyFree(pool: BufferManager): void {
  for (const buffers of pool.freeBuffers.values()) {
    for (const buffer of buffers) {
      buffer.destroy();
      pool.numBytesAllocated -= buffer.size;
    }
    pool.numFreeBuffers -= buffers.length;
    buffers.length = 0;
  }
}
