/**
 * What was measured as tidy rows: the numbers of the whole, then those of each point.
 */
import type { RobustAccuracy } from "../../src/attacks/robust_accuracy_result.ts";
import { averageMargin, minimumMargin } from "../../src/margins/summary.ts";
import { shareInterval } from "../../src/records/share_interval.ts";
import type { Row } from "../../src/types.ts";
import type { Evaluation } from "./measure.ts";
import { modelName } from "./request.ts";

/** The rows of an evaluation. */
export function evaluationRows(
  { request, affine, chosen, backend }: Evaluation,
  margins: readonly (number | null)[],
  robust: RobustAccuracy,
): Row[] {
  const base = {
    dataset: chosen.name,
    model: modelName(request.model),
    method: null,
    recipe: "own",
    profile: "evaluate",
    seed: request.seed,
    epoch: null,
    split: chosen.classes === null ? null : "test",
    attack: null,
    radius: null,
    backend: backend.name,
    points: null,
    low: null,
    high: null,
    index: null,
    label: null,
  };
  const size = chosen.indices.length;
  const share = (value: number) => ({ value, ...shareInterval(value, size), points: size });
  const rows: Row[] = [
    { ...base, metric: "clean_accuracy", ...share(robust.cleanAccuracy) },
    ...robust.radii.map((radius, level) => ({
      ...{ ...base, metric: "robust_accuracy", attack: request.attack, radius },
      ...share(robust.accuracy[level]!),
    })),
    ...robust.certifiedAccuracy?.map((certified, level) => ({
      ...{ ...base, metric: "certified_accuracy", radius: robust.radii[level]! },
      ...share(certified),
    })) ?? [],
  ];
  const known = margins.filter((margin) => typeof margin === "number");
  const exact = affine ? "" : "_estimate";
  for (const [name, of] of [["average", averageMargin], ["minimum", minimumMargin]] as const) {
    if (known.length === 0) break;
    const metric = `${name}_margin${exact}`;
    rows.push({ ...base, metric, value: of(known), points: known.length });
  }
  for (const [place, index] of chosen.indices.entries()) {
    const point = { ...base, index, label: chosen.points.labels[place]! };
    if (place in margins) {
      rows.push({ ...point, metric: `margin${exact}`, value: margins[place] ?? null });
    }
    const attack = request.attack;
    const value = robust.distances[place] ?? null;
    rows.push({ ...point, attack, metric: "adversarial_distance", value });
  }
  return rows;
}
