/**
 * How APGD finds its step size.
 *
 * @module
 */

/** The share of rising steps below which the step size is halved. */
const risingShare = 0.75;

/**
 * The step size and the checkpoints at which it is halved (Croce and Hein
 * 2020, "Reliable Evaluation …", section 3.1): after 22 % of the steps, then after periods shorter by 3 % each
 * time, at least 6 %.
 */
export class ApgdPace {
  stepSize: number;
  private period: number;
  private readonly shortening: number;
  private readonly shortest: number;
  private sinceCheck = 0;
  private rises = 0;
  private lastLoss: number;
  private bestAtCheck: number;
  private halvedAtCheck = true;

  constructor(stepSize: number, steps: number, loss: number) {
    this.stepSize = stepSize;
    this.period = Math.max(Math.floor(0.22 * steps), 1);
    this.shortening = Math.max(Math.floor(0.03 * steps), 1);
    this.shortest = Math.max(Math.floor(0.06 * steps), 1);
    this.lastLoss = loss;
    this.bestAtCheck = loss;
  }

  /** Told of a new iterate's loss: true where the climb should go on from the best iterate, with half the step. */
  shouldRestart(loss: number, best: number): boolean {
    if (loss > this.lastLoss) this.rises++;
    this.lastLoss = loss;
    if (++this.sinceCheck < this.period) return false;
    const oscillates = this.rises <= risingShare * this.period;
    const stagnates = !this.halvedAtCheck && this.bestAtCheck >= best;
    this.halvedAtCheck = oscillates || stagnates;
    this.bestAtCheck = best;
    this.period = Math.max(this.period - this.shortening, this.shortest);
    this.sinceCheck = 0;
    this.rises = 0;
    if (this.halvedAtCheck) this.stepSize /= 2;
    return this.halvedAtCheck;
  }
}
