/**
 * What no attack can break: the radii that a bound of the network's steepness certifies.
 *
 * @module
 */
import type { Network } from "../types.ts";
import { predictedClass } from "./attack.ts";

/**
 * `[examples]`: the l2 radius within which no point is classified otherwise,
 * `min_{k≠y} (z_y − z_k) / L_yk` (Tsuzuku et al. 2018, "Lipschitz-Margin
 * Training", section 3), 0 for clean errors. Null where the network knows
 * no bounds L ({@linkcode Network.lipschitzBounds}).
 *
 * @param logits `[examples][classes]`
 * @param labels `[examples]`
 */
export async function certifiedRadii(
  network: Network,
  logits: readonly Float32Array[],
  labels: readonly number[],
): Promise<number[] | null> {
  const bounds = await network.lipschitzBounds?.() ?? null;
  return bounds && logits.map((z, row) => {
    const label = labels[row]!;
    if (predictedClass(z) !== label) return 0;
    const steepness = bounds[label]!;
    const radii = Array.from(z, (rival, k) => (z[label]! - rival) / steepness[k]!);
    radii.splice(label, 1);
    const radius = Math.min(...radii);
    // As JSON has it: a tie of equal rows is no number, a constant network has no end.
    return Number.isNaN(radius) ? 0 : Math.min(radius, Number.MAX_VALUE);
  });
}
