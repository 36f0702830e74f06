/**
 * The running accuracy of an evaluation, in words.
 *
 * @module
 */
import { mergeRobustAccuracy, type RobustAccuracy } from "../attacks/robust_accuracy_result.ts";
import type { RobustnessRequest } from "./measure_robustness.ts";

/** The accuracies of what is attacked so far of so many points. */
export function accuracySoFar(
  outputs: readonly (RobustAccuracy | undefined)[],
  of: number,
): string {
  const { indices, cleanAccuracy, radii, accuracy } = mergeRobustAccuracy(
    outputs.filter((output) => output !== undefined),
  );
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const each = radii.map((radius, level) => `${radius}: ${percent(accuracy[level]!)}`);
  return `${indices.length} of ${of} points: clean ${percent(cleanAccuracy)}, ${each.join(", ")}`;
}

/** How long a request is not told of again, unless it is complete. */
const quietMilliseconds = 20_000;

/**
 * Tells of requests whose shards come in, each when it is complete and now and
 * then before; not of those that were complete from the start.
 *
 * @param requests What was asked for.
 * @param counts How many shards each request has.
 * @param report Told a line at a time.
 * @returns What is to be given all outputs so far, after every shard; `isNews` where work has begun.
 */
export function tellingRequests(
  requests: readonly RobustnessRequest[],
  counts: readonly number[],
  report: (line: string) => void,
): (outputs: readonly (RobustAccuracy | undefined)[], isNews: boolean) => void {
  const told = counts.map(() => 0);
  let lastTold = performance.now();
  return (outputs, isNews) => {
    let first = 0;
    for (const [i, { run, attack, points }] of requests.entries()) {
      const own = outputs.slice(first, first += counts[i]!);
      const done = own.filter((output) => output !== undefined).length;
      if (done === told[i]) continue;
      const isDue = done === counts[i] || performance.now() - lastTold > quietMilliseconds;
      if (isNews && !isDue) continue;
      if (isNews) {
        report(`${run.key}, ${attack.preset} attack, ${accuracySoFar(own, points.length)}`);
        lastTold = performance.now();
      }
      told[i] = done;
    }
  };
}
