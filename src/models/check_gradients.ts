/**
 * Whether a network can be differentiated at all, before hours are spent on it.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { Network } from "../types.ts";

/**
 * Asks the network for one gradient.
 *
 * @throws {TypeError} If an operation between input and logits has no gradient, or the backend cannot compute it.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * import { checkGradients, startBackend } from "@marginlab/marginlab";
 *
 * await startBackend("wasm");
 * const network = {
 *   inputShape: [2],
 *   classes: 2,
 *   logits: (x: tf.Tensor) => tf.cumprod(x, 1) as tf.Tensor2D,
 * };
 * assertThrows(() => checkGradients(network), TypeError, "none for Cumprod");
 * ```
 */
export function checkGradients(network: Network): void {
  const shape = [2, ...network.inputShape];
  try {
    tf.tidy(() => void tf.grad((x) => tf.sum(network.logits(x)))(tf.fill(shape, 0.5)));
  } catch (cause) {
    throw new TypeError(
      `Cannot attack the model: every operation between input and logits needs a gradient; ${
        reason(cause as Error)
      }`,
      { cause },
    );
  }
}

function reason({ message }: Error): string {
  const operation = /gradient function not found for (\w+)/.exec(message)?.[1];
  if (operation) return `tfjs has none for ${operation}`;
  const [, kernel, backend] = /Kernel '(\w+)' not registered for backend '(\w+)'/.exec(message) ??
    [];
  if (kernel) return `the ${backend} backend has no ${kernel}, another one may`;
  if (message.includes("Make sure that the f you passed encloses all operations")) {
    return "its logits do not depend on its input by operations that tfjs follows";
  }
  return `found: ${message}`;
}
