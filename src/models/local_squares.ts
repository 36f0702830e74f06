/**
 * Norms of the input gradients of a second convolution's units, from the patch
 * of the image that each of them sees.
 *
 * @module
 */
import * as tf from "../backend/tf.ts";
import { detached } from "../backend/operators/detached.ts";
import type { ConvolutionLayer } from "./architectures.ts";
import type { ShapedLayer } from "./layer_shapes.ts";
import type { TensorsOf } from "./run_layers.ts";

/** Pixels of a patch, along one axis, that the same taps of the second kernel reach. */
interface Strip {
  /** Its first pixel, from the patch's edge. */
  readonly from: number;
  readonly pixels: number;
  /** The first of the second kernel's taps. */
  readonly tap: number;
  readonly taps: number;
}

/**
 * `[batch, height, width, channels]`, the squared norms of the gradients, in
 * the network's input, of the preactivations of a convolution behind a first
 * one and its ReLU. A unit's gradient at a pixel is a sum over the few places
 * of the first layer that see both; for all units of a place at once that is a
 * product of which of those are on with a matrix that depends on the weights
 * alone. What padding adds to the image does not count.
 *
 * @param first The first layer.
 * @param second The layer whose units are meant.
 * @param isOn `[batch, height, width, channels]` of the first layer's units, 0 or 1; not differentiated.
 */
export function localSquares(
  first: ShapedLayer,
  second: ShapedLayer,
  isOn: tf.Tensor4D,
  tensorsOf: TensorsOf,
): tf.Tensor4D {
  const [height, width] = second.outputShape as [number, number, number];
  const strips = stripsOf(first.layer as ConvolutionLayer, second.layer as ConvolutionLayer);
  const onAt = tapsOf(isOn, second);
  const kernels = [first, second].map(({ weights }) => tensorsOf(weights!.name).kernel);
  const parts = strips.flatMap((rows) =>
    strips.map((columns) => {
      const cell = { rows, columns };
      const taps = tapsIn(cell);
      const on = tf.concat(taps.map(([i, j]) => onAt[i]![j]!), 1) as tf.Tensor2D;
      const matrix = cellMatrix(cell, kernels as [tf.Tensor4D, tf.Tensor4D], first);
      const inside = detached(() => isInside(cell, first, second));
      return sumOfSquares(on, matrix, inside);
    })
  );
  return tf.reshape(tf.addN(parts), [isOn.shape[0], height, width, second.outputShape[2]!]);
}

interface Cell {
  readonly rows: Strip;
  readonly columns: Strip;
}

/** Cuts a patch, along one axis, where the taps change; what no tap reaches is left out. */
function stripsOf(first: ConvolutionLayer, second: ConvolutionLayer): Strip[] {
  const { size, stride = 1 } = first;
  const strips: Strip[] = [];
  for (let pixel = 0; pixel < (second.size - 1) * stride + size; pixel++) {
    const tap = Math.max(0, Math.ceil((pixel - size + 1) / stride));
    const taps = Math.min(second.size - 1, Math.floor(pixel / stride)) - tap + 1;
    const last = strips.at(-1);
    if (taps < 1) continue;
    const goesOn = last?.tap === tap && last.taps === taps && last.from + last.pixels === pixel;
    if (goesOn) strips[strips.length - 1] = { ...last, pixels: last.pixels + 1 };
    else strips.push({ from: pixel, pixels: 1, tap, taps });
  }
  return strips;
}

function tapsIn({ rows, columns }: Cell): [number, number][] {
  const along = ({ tap, taps }: Strip) => Array.from({ length: taps }, (_, i) => tap + i);
  return along(rows).flatMap((i) => along(columns).map((j): [number, number] => [i, j]));
}

/** For each tap of the second kernel `[places, channels]`: what is on under it. */
function tapsOf(isOn: tf.Tensor4D, { layer, outputShape }: ShapedLayer): tf.Tensor2D[][] {
  const { size, stride = 1, padding = 0 } = layer as ConvolutionLayer;
  const [batch, , , channels] = isOn.shape;
  const [height, width] = outputShape as [number, number, number];
  const padded = tf.pad(isOn, [[0, 0], [padding, padding], [padding, padding], [0, 0]]);
  const from = (i: number, j: number): tf.Tensor2D => {
    const extent = [batch, (height - 1) * stride + 1, (width - 1) * stride + 1, channels];
    const seen = tf.slice4d(padded, [0, i, j, 0], extent as [number, number, number, number]);
    const under = tf.maxPool(seen, 1, stride, "valid"); // takes every stride-th, tenfold faster than a strided slice
    return tf.reshape(under, [batch * height * width, channels]);
  };
  const all = Array.from({ length: size }, (_, i) => i);
  return all.map((i) => all.map((j) => from(i, j)));
}

/** `[taps · channels, units · pixels]`: what a unit's gradient at a pixel gains from each place of the first layer that is on. */
function cellMatrix(
  cell: Cell,
  [first, second]: readonly [tf.Tensor4D, tf.Tensor4D],
  { layer }: ShapedLayer,
): tf.Tensor2D {
  const { stride = 1 } = layer as ConvolutionLayer;
  const { rows, columns } = cell;
  const [, , inChannels, channels] = first.shape;
  const units = second.shape[3];
  const pixels = rows.pixels * columns.pixels * inChannels;
  const perTap = tapsIn(cell).map(([i, j]) => {
    const seen = tf.slice(
      first,
      [rows.from - stride * i, columns.from - stride * j, 0, 0],
      [rows.pixels, columns.pixels, inChannels, channels],
    );
    const ofPixels = tf.transpose(tf.reshape(seen, [pixels, channels]));
    const ofUnits = tf.slice(second, [i, j, 0, 0], [1, 1, channels, units]);
    const product = tf.mul(
      tf.reshape(ofUnits, [channels, units, 1]),
      tf.reshape(ofPixels, [channels, 1, pixels]),
    );
    return tf.reshape(product, [channels, units * pixels]);
  });
  return tf.concat(perTap, 0) as tf.Tensor2D;
}

/** `[places, 1, pixels]` of a cell: 1 on the image, 0 in its padding. */
function isInside({ rows, columns }: Cell, first: ShapedLayer, second: ShapedLayer): tf.Tensor3D {
  const [one, two] = [first, second].map(({ layer }) => layer as ConvolutionLayer) as [
    ConvolutionLayer,
    ConvolutionLayer,
  ];
  const { stride = 1, padding = 0 } = one;
  const shift = (two.padding ?? 0) * stride + padding;
  const along = (strip: Strip, places: number, length: number): number[][] =>
    Array.from(
      { length: places },
      (_, place) =>
        Array.from({ length: strip.pixels }, (_, pixel) => {
          const at = place * (two.stride ?? 1) * stride - shift + strip.from + pixel;
          return at >= 0 && at < length ? 1 : 0;
        }),
    );
  const [height, width, inChannels] = first.inputShape as [number, number, number];
  const [down, across] = second.outputShape as [number, number, number];
  const inRows = along(rows, down, height), inColumns = along(columns, across, width);
  const values = inRows.flatMap((row) =>
    inColumns.map((column) =>
      row.flatMap((a) => column.flatMap((b) => Array.from({ length: inChannels }, () => a * b)))
    )
  );
  return tf.expandDims(tf.tensor2d(values), 1) as tf.Tensor3D;
}

/**
 * `[batch · places, units]`: the sums of the squares of `on × matrix` over the
 * pixels of each unit that are inside. Only the matrix has a gradient, and the
 * product, larger than all else, is made again for it and not kept.
 */
function sumOfSquares(on: tf.Tensor2D, matrix: tf.Tensor2D, inside: tf.Tensor3D): tf.Tensor2D {
  const [places, , pixels] = inside.shape;
  const [rows, units] = [on.shape[0], matrix.shape[1] / pixels];
  const cut = (product: tf.Tensor): tf.Tensor =>
    tf.mul(tf.reshape(product, [rows / places, places, units, pixels]), inside);
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [matrix, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    save([on, matrix, inside]);
    const value = tf.reshape(tf.sum(tf.square(cut(tf.matMul(on, matrix))), 3), [rows, units]);
    const gradFunc = (dy: tf.Tensor, [on, matrix, inside]: tf.Tensor[]): tf.Tensor => {
      const product = tf.reshape(
        tf.matMul(on as tf.Tensor2D, matrix as tf.Tensor2D),
        [rows / places, places, units, pixels],
      );
      const slope = tf.mul(
        tf.mul(product, inside!),
        tf.reshape(tf.mul(dy, 2), [rows / places, places, units, 1]),
      );
      return tf.matMul(on as tf.Tensor2D, tf.reshape(slope, [rows, units * pixels]), true, false);
    };
    return { value, gradFunc };
  })(matrix) as tf.Tensor2D;
}
