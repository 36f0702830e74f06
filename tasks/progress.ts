/**
 * Progress on stderr.
 */
// @ts-types="npm:@types/cli-progress@3.11.6"
import { Presets, SingleBar } from "cli-progress";
import process from "node:process";
import type { Progress } from "../src/experiments/experiment.ts";
import { duration, note } from "./terminal.ts";

/** What is said beside a share of the steps that is done, instead of their number and the time left for them. */
export type Told = (share: number) => string;

/** A progress bar on a terminal; elsewhere a plain line now and then. */
export function progress(label: string, steps: number, told?: Told): Progress {
  return Deno.stderr.isTerminal() ? bar(label, steps, told) : lines(label, steps, told);
}

function bar(label: string, steps: number, told?: Told): Progress {
  const format = told
    ? `${label} [{bar}] {percentage}% | {told}`
    : `${label} [{bar}] {value}/{total} | {rate}/s | {eta_formatted} left`;
  const started = performance.now();
  const shown = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, etaBuffer: 100, clearOnComplete: false },
    Presets.legacy,
  );
  shown.start(steps, 0, { rate: "0", told: told?.(0) });
  return counter(
    (done) => shown.update(done, { rate: rate(done, started), told: told?.(done / steps) }),
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
    if (told) return note(`${label}: ${Math.floor(100 * done / steps)} % | ${told(done / steps)}`);
    const left = (now - started) / done * (steps - done);
    note(`${label}: ${done}/${steps}, ${rate(done, started)}/s, ${duration(left)} left`);
  }, (done) => {
    const gone = duration(performance.now() - started);
    note(told ? `${label}: done in ${gone}` : `${label}: ${done}/${steps} in ${gone}`);
  });
}

/** Counts steps, and shows them and lets the event loop run ten times a second. */
function counter(show: (done: number) => void, end: (done: number) => void): Progress {
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
      end(done);
    },
  };
}

function rate(done: number, started: number): string {
  return (1000 * done / (performance.now() - started)).toPrecision(3);
}
