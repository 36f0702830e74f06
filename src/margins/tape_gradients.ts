/**
 * Gradients of any network's logits in its input, by tfjs's tape: a forward
 * pass for each backward one.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { isUnconnected } from "../backend/unconnected.ts";
import type { InputGradients, Network } from "../types.ts";

/** The network's own gradients where it has them, else the tape's. */
export function inputGradientsOf(network: Network): InputGradients {
  if (network.inputGradients) return network.inputGradients();
  // A copy, which network and caller may both free: logits can be the very input.
  const logitsAt = (x: tf.Tensor): tf.Tensor2D => tf.tidy(() => network.logits(tf.clone(x)));
  const gradient = tf.grad(logitsAt);
  let isConnected = true;
  return {
    at(x) {
      const logits = logitsAt(x);
      const pull = (cotangent: tf.Tensor2D): tf.Tensor => {
        try {
          if (isConnected) return gradient(x, cotangent);
        } catch (error) {
          if (!isUnconnected(error)) throw error;
          isConnected = false; // asked once, for tfjs keeps tensors where it fails
        }
        return tf.zerosLike(x);
      };
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
