/**
 * Gradients of any network's logits in its input, by tfjs's tape: a forward
 * pass for each backward one.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import type { InputGradients, Network } from "../types.ts";

/** The network's own gradients where it has them, else the tape's. */
export function inputGradientsOf(network: Network): InputGradients {
  if (network.inputGradients) return network.inputGradients();
  const gradient = tf.grad((x) => network.logits(x));
  return {
    at(x) {
      const logits = network.logits(x);
      const pull = (cotangent: tf.Tensor2D): tf.Tensor => gradient(x, cotangent);
      return {
        logits,
        pull,
        pullSquaredNorm: (cotangent) =>
          tf.tidy(() => {
            const flat = tf.reshape(pull(cotangent), [cotangent.shape[0], -1]);
            return tf.sum(tf.square(flat), 1);
          }),
        dispose: () => logits.dispose(),
      };
    },
    dispose: () => {},
  };
}
