/**
 * How images get into a model that takes them in another shape.
 *
 * @module
 */
import { sizeOf } from "./layer_shapes.ts";

/** Lengths of axes, null where a model leaves one open. */
export type ModelShape = readonly (number | null)[];

/** A network's input shape, and the shape in which its model takes an image. */
export interface FittedInput {
  /** Without the batch. */
  readonly inputShape: readonly number[];
  /** Without the batch; the same numbers in the same order. */
  readonly taken: readonly number[];
}

/**
 * Fits images to a model's input: the same shape, the same flattened, or the
 * same but for axes of length 1. What would change the order of the pixels is refused.
 *
 * @param model The shape of one input that the model names; null where it names none.
 * @param image The shape of an image; the model's own if not given.
 * @throws {TypeError} If they do not fit.
 */
export function fitInput(model: ModelShape | null, image?: readonly number[]): FittedInput {
  const inputShape = image ?? (model?.every((length) => length !== null) ? model : undefined);
  if (!inputShape) {
    throw new TypeError(
      `Cannot take the model as a network: it leaves its input open ([${shown(model)}]), ` +
        `so the shape of an image must be given`,
    );
  }
  const found = inputShape as readonly number[];
  if (model === null || fits(model, found)) return { inputShape: found, taken: found };
  const flat = [sizeOf(found)];
  if (fits(model, flat)) return { inputShape: found, taken: flat };
  const lengths = model.map((length) => length ?? 1);
  if (String(lengths.filter(many)) === String(found.filter(many))) {
    return { inputShape: found, taken: lengths };
  }
  throw new TypeError(
    `Cannot take the model as a network: its input must be an image [${found}], or that ` +
      `flattened to [${flat}]; found [${shown(model)}]`,
  );
}

function fits(model: ModelShape, shape: readonly number[]): boolean {
  return model.length === shape.length &&
    model.every((length, axis) => length === null || length === shape[axis]);
}

const many = (length: number): boolean => length !== 1;

function shown(shape: ModelShape | null): string {
  return (shape ?? []).map((length) => length ?? "any").join(",");
}
