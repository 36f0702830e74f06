/**
 * The one place that imports TensorFlow.js. Everything else writes
 * `import * as tf from "../backend/tf.ts"`, so the version and the way it is
 * loaded are decided here. The whole `@tensorflow/tfjs` package is needed:
 * `tfjs-core` alone has no gradients registered.
 *
 * @module
 */
export * from "@tensorflow/tfjs";
