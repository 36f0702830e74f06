import type { ScaleType } from "./scale_place.ts";

/** Says how many values a plot could not draw; no sentence when there are none. */
export function undrawnNote(values: readonly number[]): string[] {
  const count = values.filter((value) => !Number.isFinite(value)).length;
  if (count === 0) return [];
  return [
    `${count} ${count === 1 ? "value is" : "values are"} missing or not finite, and not drawn.`,
  ];
}

/** Says that a logarithmic axis has values of 0 or below at its foot; no sentence when it has none. */
export function footNote(type: ScaleType | undefined, values: readonly number[]): string[] {
  const finite = values.filter(Number.isFinite);
  if (type !== "log" || finite.every((value) => value > 0)) return [];
  if (finite.every((value) => value <= 0)) return [];
  return ["Values of 0 or below stand at the foot of a logarithmic axis."];
}
