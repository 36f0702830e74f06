/**
 * Theorem 3 against exact margins: its estimate on linear classifiers, where it
 * must not exceed the margin, and on a sphere, where a sampled maximum can.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { binaryLinearMargins } from "../margins/linear.ts";
import { lipschitzMargin } from "../margins/lipschitz.ts";
import { seededRandom } from "../random.ts";
import type { Network, Row } from "../types.ts";
import type { LinearSplit } from "./case_study.ts";
import type { Context } from "./experiment.ts";

/** A classifier whose exact distances to its boundary are known. */
interface KnownNetwork {
  readonly method: string;
  readonly network: Network;
  /** `[points]` exact unsigned margins of `[points, dimensions]` inputs. */
  exact(x: tf.Tensor2D): tf.Tensor1D;
}

/** How {@linkcode boundRows} measures. */
export interface BoundOptions {
  /** How many points, the first ones of the split. */
  readonly points: number;
  /** Samples a point. */
  readonly samples: number;
  readonly context: Context;
  row(fields: Partial<Row>): Row;
}

/** By how much the estimate exceeds the exact margin, at most, for each linear classifier by name, and for a sphere. */
export async function boundRows(
  classifiers: ReadonlyMap<string, Float32Array>,
  { x: all }: LinearSplit,
  options: BoundOptions,
): Promise<Row[]> {
  const { points, samples, context, row } = options;
  const x = tf.slice(all, 0, Math.min(points, all.shape[0]));
  const centre = tf.mean<tf.Tensor1D>(x, 0);
  const weights = [...classifiers].map(([method, values]) =>
    [method, tf.tensor1d(values)] as const
  );
  const known = [
    ...weights.map(([method, vector]) => linear(method, vector)),
    sphere(centre),
  ];
  const progress = context.progress("Theorem 3", known.length * x.shape[0] * samples);
  const rows: Row[] = [];
  for (const { method, network, exact } of known) {
    let counted = 0;
    const estimates = await lipschitzMargin(network, x, {
      samples,
      random: seededRandom(context.seed, "theorem 3"),
      onProgress: (done) => {
        progress.advance(done - counted);
        counted = done;
      },
    });
    const distances = exact(x);
    const margins = await distances.data();
    distances.dispose();
    const excess = estimates.map(({ estimate }, i) => estimate - margins[i]!);
    const value = excess.reduce((a, b) => Math.max(a, b));
    rows.push(
      row({ method, split: "test", metric: "bound_excess", value, points: x.shape[0], samples }),
    );
  }
  progress.finish();
  tf.dispose([x, centre, ...weights.map(([, vector]) => vector)]);
  return rows;
}

/** `z = [0, w·x]`. */
function linear(method: string, weights: tf.Tensor1D): KnownNetwork {
  return {
    method,
    network: twoClasses(weights.size, (x) => tf.sum(tf.mul(x, weights), 1)),
    exact: (x) =>
      tf.tidy(() =>
        tf.abs(binaryLinearMargins(x, tf.ones([x.shape[0]]) as tf.Tensor1D, { weights }))
      ),
  };
}

/** How far the sphere's surface is from its centre; images lie inside, their boundary within the ball's reach. */
const sphereRadius = 12;

/** `z = [0, R² − ‖x − c‖²]`: inside a sphere or outside. */
function sphere(centre: tf.Tensor1D): KnownNetwork {
  const squared = (x: tf.Tensor): tf.Tensor1D => tf.sum(tf.square(tf.sub(x, centre)), 1);
  return {
    method: "sphere",
    network: twoClasses(centre.size, (x) => tf.sub(sphereRadius ** 2, squared(x))),
    exact: (x) => tf.tidy(() => tf.abs(tf.sub(sphereRadius, tf.sqrt(squared(x))))),
  };
}

function twoClasses(size: number, score: (x: tf.Tensor) => tf.Tensor): Network {
  return {
    inputShape: [size],
    classes: 2,
    logits: (x) =>
      tf.tidy(() => {
        const second = score(x);
        return tf.stack([tf.zerosLike(second), second], 1) as tf.Tensor2D;
      }),
  };
}
