/**
 * The losses of an epoch's steps, left on the device and read now and then:
 * a read for each step would stall the device at each step.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";

/** What an epoch's steps came to, each example counted once. */
export interface LossMeans {
  /** The mean loss. */
  readonly loss: number;
  /** The means of its terms. */
  readonly terms: Readonly<Record<string, number>>;
  /** The share of examples that the step's own logits got wrong; NaN where they were not counted. */
  readonly error: number;
}

/** One step's scalars, on the device; the log disposes them. */
export interface StepScalars {
  readonly total: tf.Scalar;
  readonly terms: Readonly<Record<string, tf.Scalar>>;
  /** How many of the batch were wrong, if counted. */
  readonly wrong: tf.Scalar | null;
  /** How many examples the batch had. */
  readonly examples: number;
}

/** Gathers steps and reads them in one go. */
export class LossLog {
  #pending: StepScalars[] = [];
  #sums: Record<string, number> = {};
  #loss = 0;
  #wrong = 0;
  #examples = 0;

  /** Takes a step's scalars over. */
  add(step: StepScalars): void {
    this.#pending.push(step);
  }

  /**
   * Reads what was added since the last time.
   *
   * @returns The first loss that is not finite, else the last one; null where nothing was added.
   */
  async read(): Promise<number | null> {
    const steps = this.#pending;
    if (steps.length === 0) return null;
    this.#pending = [];
    const scalars = steps.map(({ total, terms, wrong }) => [
      total,
      ...Object.values(terms),
      ...(wrong ? [wrong] : []),
    ]);
    const stacked = tf.tidy(() => tf.stack(scalars.flat()));
    const values = await stacked.data<"float32">();
    tf.dispose([stacked, ...scalars.flat()]);
    const width = scalars[0].length;
    const losses = steps.map((step, i) => this.#count(step, values.subarray(i * width)));
    return losses.find((loss) => !Number.isFinite(loss)) ?? losses.at(-1)!;
  }

  /** The means over everything read. */
  means(): LossMeans {
    const mean = (sum: number): number => sum / this.#examples;
    const terms = Object.entries(this.#sums).map(([name, sum]) => [name, mean(sum)]);
    return {
      loss: mean(this.#loss),
      terms: Object.fromEntries(terms),
      error: mean(this.#wrong),
    };
  }

  /** Frees what was never read. */
  dispose(): void {
    for (const { total, terms, wrong } of this.#pending) tf.dispose([total, terms, wrong ?? []]);
    this.#pending = [];
  }

  #count({ terms, wrong, examples }: StepScalars, values: Float32Array): number {
    const names = Object.keys(terms);
    const loss = values[0];
    this.#loss += examples * loss;
    for (const [i, name] of names.entries()) {
      this.#sums[name] = (this.#sums[name] ?? 0) + examples * values[1 + i];
    }
    this.#wrong += wrong ? values[1 + names.length] : NaN;
    this.#examples += examples;
    return loss;
  }
}
