/**
 * Filters as ONNX Runtime's blocked convolutions want them: channels in blocks
 * that fill a vector register.
 *
 * @module
 */

/** A filter `[height, width, in, out]`. */
export interface FilterShape {
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

/**
 * Writes a filter as `[out / block, in / inBlock, height, width, inBlock, block]`
 * with `inBlock` the smaller of `block` and the number of input channels.
 *
 * @param filter `[height, width, in, out]`, flat.
 * @param blocked Where it goes, as long as `filter`.
 * @param options.rotated Turn it by half a turn and swap input and output channels, which makes the gradient in the input a convolution.
 */
export function blockFilter(
  filter: Float32Array,
  blocked: Float32Array,
  options: { readonly shape: FilterShape; readonly block: number; readonly rotated: boolean },
): void {
  const { shape: { height, width }, block, rotated } = options;
  const { inChannels: stored, outChannels: lanes } = options.shape;
  const [ins, inStride] = rotated ? [lanes, 1] : [stored, lanes];
  const [outs, outStride] = rotated ? [stored, lanes] : [lanes, 1];
  const inBlock = Math.min(block, ins);
  const taps = height * width;
  let to = 0;
  for (let out = 0; out < outs; out += block) {
    for (let input = 0; input < ins; input += inBlock) {
      for (let tap = 0; tap < taps; tap++) {
        const start = (rotated ? taps - 1 - tap : tap) * stored * lanes + out * outStride;
        for (let i = input; i < input + inBlock; i++) {
          let from = start + i * inStride;
          for (let lane = 0; lane < block; lane++, from += outStride) {
            blocked[to++] = filter[from]!;
          }
        }
      }
    }
  }
}
