/**
 * Long loops let others in now and then.
 *
 * @module
 */

/**
 * Lets timers, messages and signals have their turn: tensors that are read
 * from a CPU backend resolve at once, so awaiting them alone never does.
 *
 * @throws What the signal was aborted with.
 */
export async function breathe(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
