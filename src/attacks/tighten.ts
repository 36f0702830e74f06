/**
 * The last stretch to the decision boundary.
 *
 * @module
 */
import type { Network } from "../types.ts";
import { type Answer, type Point, predictedClass, type Query } from "./attack.ts";
import { drive, type DriveOptions } from "./drive.ts";
import { type Examples, pointAt } from "./examples.ts";
import { l2Distance } from "./l2_ball.ts";

/** An adversarial point and what found it. */
export interface Nearest {
  readonly x: Float32Array;
  readonly distance: number;
  readonly attack: string;
}

/** Replaces each nearest point by one nearer to the boundary on the way to its example. */
export async function tighten(
  network: Network,
  examples: Examples,
  nearest: Map<number, Nearest>,
  { halvings, ...options }: DriveOptions & { readonly halvings: number },
): Promise<void> {
  const tasks = Array.from(nearest, ([row, found]) => {
    const point = pointAt(examples, row, 0, "tighten");
    const done = (x: Float32Array) => {
      nearest.set(row, { ...found, x, distance: l2Distance(x, point.origin) });
    };
    return { point, walk: bisect(point, found.x, halvings), done };
  });
  await drive(network, tasks, options);
}

function* bisect(
  { origin, label }: Point,
  adversarial: Float32Array,
  halvings: number,
): Generator<Query, Float32Array, Answer> {
  let best = adversarial;
  let [right, wrong] = [0, 1];
  for (let halving = 0; halving < halvings; halving++) {
    const share = (right + wrong) / 2;
    const x = adversarial.map((pixel, i) => origin[i]! + share * (pixel - origin[i]!));
    const { logits } = yield { x, loss: null };
    if (predictedClass(logits) === label) right = share;
    else [wrong, best] = [share, x];
  }
  return best;
}
