/**
 * Which epochs are measured.
 *
 * @module
 */

/** Preferred numbers of a decade (Renard's R10, rounded): even steps on a log axis. */
const decade = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8];

/** Whole epochs spread evenly over a log axis, ten a decade, from 1 to the last, which is always one of them. */
export function logSpacedEpochs(last: number): number[] {
  const epochs = new Set<number>();
  for (let power = 1; power <= last; power *= 10) {
    for (const step of decade) epochs.add(Math.round(step * power));
  }
  return [...epochs].filter((epoch) => epoch < last).sort((a, b) => a - b).concat(last);
}

/** So many of the given epochs, from the first to the last, as even on a log axis as they come. */
export function spreadEpochs(epochs: readonly number[], count: number): number[] {
  const last = epochs[epochs.length - 1];
  const chosen = Array.from({ length: count }, (_, i) => {
    const wanted = epochs[0] * (last / epochs[0]) ** (i / (count - 1));
    const distance = (epoch: number) => Math.abs(Math.log(epoch / wanted));
    return epochs.reduce((best, epoch) => distance(epoch) < distance(best) ? epoch : best);
  });
  return [...new Set(chosen)];
}
