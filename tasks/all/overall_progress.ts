/**
 * How far everything is, told beside each of its parts.
 */
import type { Context, Progress } from "../../src/experiments/experiment.ts";
import { progress } from "../progress.ts";
import { duration, note } from "../terminal.ts";

/** Work by the first word of how it is announced: `training 3 runs`, `measuring margins`. */
export type Work = Readonly<Record<string, number>>;

/** Counts steps, and from the work done so far foretells the time that is left. */
export class OverallProgress {
  readonly #started = performance.now();
  #title = "";
  #ahead: Record<string, number> = {};
  #done = 0;
  #left = 0;

  /** Announces all work there will be. */
  expect(work: number): void {
    this.#left = work;
  }

  /** The next steps begin; what was to be done before and was not needed is no work any more. */
  begin(title: string, work: Work = {}): void {
    for (const part of Object.values(this.#ahead)) this.#left -= part;
    this.#ahead = { ...work };
    this.#title = title;
    note(`${title}${this.#done > 0 ? ` | ${this.#told(0)}` : ""}`);
  }

  /** Shows one part of the steps that have begun. */
  readonly show: Context["progress"] = (label, steps): Progress => {
    const kind = label.split(" ", 1)[0]!;
    const work = this.#ahead[kind] ?? 0;
    const shown = progress(
      `${this.#title}: ${label}`,
      steps,
      (share) => this.#told(work * share),
    );
    return {
      advance: (steps) => shown.advance(steps),
      finish: () => {
        delete this.#ahead[kind];
        this.#done += work;
        this.#left -= work;
        shown.finish();
      },
    };
  };

  #told(underWay: number): string {
    const gone = performance.now() - this.#started;
    const [done, left] = [this.#done + underWay, this.#left - underWay];
    const time = done > 0
      ? `about ${duration(gone * left / done)} left`
      : "time left not known yet";
    return `all: ${duration(gone)} gone, ${time}`;
  }
}
