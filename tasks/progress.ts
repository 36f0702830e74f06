/**
 * Progress on stderr.
 */
// @ts-types="npm:@types/cli-progress@3.11.6"
import { Presets, SingleBar } from "cli-progress";
import process from "node:process";
import type { Progress } from "../src/experiments/experiment.ts";
import { duration, note } from "./terminal.ts";

/** What is said beside a share of the steps that is done, instead of the time left for them. */
export type Told = (share: number) => string;

/** A progress bar on a terminal; elsewhere a plain line now and then. */
export function progress(label: string, steps: number, told?: Told): Progress {
  return Deno.stderr.isTerminal() ? bar(label, steps, told) : lines(label, steps, told);
}

function bar(label: string, steps: number, told?: Told): Progress {
  const format = `${label} [{bar}] {percentage}% | ${told ? "{told}" : "{eta_formatted} left"}`;
  const shown = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, etaBuffer: 100, clearOnComplete: false },
    Presets.legacy,
  );
  shown.start(steps, 0, { told: told?.(0) });
  return counter(
    (done) => shown.update(done, { told: told?.(done / steps) }),
    () => shown.stop(),
  );
}

function lines(label: string, steps: number, told?: Told): Progress {
  const started = performance.now();
  const every = 10_000;
  let next = started + every;
  return counter((done) => {
    const now = performance.now();
    if (now < next) return;
    next = now + every;
    const left = (now - started) / done * (steps - done);
    const words = told ? told(done / steps) : `${duration(left)} left`;
    note(`${label}: ${Math.floor(100 * done / steps)} % | ${words}`);
  }, () => note(`${label}: done in ${duration(performance.now() - started)}`));
}

/** Counts steps, and shows them and lets the event loop run ten times a second. */
function counter(show: (done: number) => void, end: () => void): Progress {
  let done = 0;
  let turn = performance.now();
  return {
    async advance(steps = 1) {
      done += steps;
      if (performance.now() - turn < 100) return;
      show(done);
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    },
    finish() {
      show(done);
      end();
    },
  };
}
