/**
 * Long loops on the main thread let others in now and then.
 *
 * @module
 */

/**
 * Lets timers, messages and signals have their turn.
 *
 * @throws What the signal was aborted with.
 */
export async function breathe(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
