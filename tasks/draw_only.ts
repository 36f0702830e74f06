/**
 * What `--draw-only` is asked for.
 */
import { UsageError } from "./failure.ts";

/** The flags that say what is measured. */
const measuring = ["recipe", "seed", "data", "weights", "weights-layout", "set", "fresh"];

/** Sees that nothing is to be measured otherwise where nothing is measured. */
export function checkDrawsOnly(args: readonly string[]): void {
  const given = measuring.map((name) => `--${name}`)
    .filter((flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`)));
  if (given.length === 0) return;
  throw new UsageError(`--draw-only measures nothing: leave out ${given.join(", ")}`);
}
