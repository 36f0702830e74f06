/**
 * The ways in which a file of weights can be read as one of the paper's networks.
 *
 * @module
 */
import type { WeightArrays } from "../types.ts";
import { type Architecture, architectureNames, findArchitecture } from "./architectures.ts";
import { sameShape, weightProblems } from "./check_weights.ts";
import { shapeLayers } from "./layer_shapes.ts";
import { matchLayers } from "./match_layers.ts";
import { weightShapesIn, type WeightsLayout } from "./weights_layout.ts";

/** One way to read a file. */
export interface Reading {
  readonly architecture: Architecture;
  readonly layout: WeightsLayout;
  readonly inputShape: readonly number[];
  readonly classes: number;
}

/** Every architecture that takes such images, in every layout, for every number of classes that a bias suggests. */
export function readingsOf(
  arrays: WeightArrays,
  inputShape: readonly number[],
  layouts: readonly WeightsLayout[],
): Reading[] {
  const lengths = [...arrays.values()].filter(({ shape }) => shape.length === 1)
    .map(({ shape }) => shape[0]!).filter((length) => length > 1);
  const readings: Reading[] = [];
  for (const name of architectureNames) {
    const architecture = findArchitecture(name, inputShape);
    for (const classes of new Set([...lengths, 10])) {
      try {
        shapeLayers(architecture, { inputShape, classes });
      } catch {
        continue; // not for images of this shape
      }
      readings.push(...layouts.map((layout) => ({ architecture, layout, inputShape, classes })));
    }
  }
  return readings;
}

/** The shapes that its tensors must have, by our names. */
export function shapesOf(
  { architecture, layout, inputShape, classes }: Reading,
): Map<string, number[]> {
  return weightShapesIn(layout, shapeLayers(architecture, { inputShape, classes }));
}

/** What keeps a file from being read so; empty where nothing does. */
export function problemsOf(arrays: WeightArrays, reading: Reading): string {
  const shapes = shapesOf(reading);
  return weightProblems(matchLayers(arrays, shapes), shapes);
}

/** How many tensors fit, less how many do not. */
export function likeness(arrays: WeightArrays, reading: Reading): number {
  const shapes = shapesOf(reading);
  const matched = matchLayers(arrays, shapes);
  const fits = (shape: readonly number[], name: string) =>
    sameShape(matched.get(name)?.shape ?? [], shape);
  const fitting = [...shapes].filter(([name, shape]) => fits(shape, name)).length;
  return 2 * fitting - Math.max(shapes.size, arrays.size);
}
