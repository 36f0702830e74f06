/**
 * Long loops let others in now and then.
 *
 * @module
 */

/** A turn of theirs costs about a millisecond. */
const millisecondsBetween = 20;
let last = 0;

/**
 * Lets timers, messages and signals have their turn, unless they had one just
 * now: tensors that are read from a CPU backend resolve at once, so awaiting
 * them alone never does.
 *
 * @throws What the signal was aborted with.
 */
export async function breathe(signal?: AbortSignal): Promise<void> {
  if (performance.now() - last > millisecondsBetween) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  }
  signal?.throwIfAborted();
}
