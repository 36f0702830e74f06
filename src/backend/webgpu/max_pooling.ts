/**
 * Max pooling and its gradient. Where several pixels of a window share the
 * maximum, the first takes the gradient, as on every other backend and in
 * PyTorch; tfjs's own kernel gives it to the last. Its forward knows no number
 * under -1e20 and leaves NaN to the driver; here NaN is passed over, as on cpu.
 *
 * @module
 */
import { areFloats } from "../kernels/wasm_backend.ts";
import type { backend_util } from "../tf.ts";
import type { Override } from "./override.ts";
import { gradientCode, integersOf, planPool } from "./pool_shape.ts";
import { runForEach } from "./run_shader.ts";

/** `MaxPool`. */
export const maxPool: Override = ({ inputs: { x }, attrs }, backend) => {
  const info = areFloats(x) ? planPool(x!.shape, attrs) : null;
  if (!info || isIdentity(info)) return null;
  return runForEach(backend, {
    key: "maxPool",
    code: maxPoolCode,
    inputs: { x: x! },
    integers: integersOf(info),
    outShape: info.outShape,
  });
};

/** `MaxPoolGrad`. */
export const maxPoolGrad: Override = ({ inputs: { dy, input }, attrs }, backend) => {
  const info = areFloats(dy, input) ? planPool(input!.shape, attrs) : null;
  if (!info) return null;
  return runForEach(backend, {
    key: "maxPoolGrad",
    code: maxPoolGradCode,
    inputs: { dy: dy!, x: input! },
    integers: integersOf(info),
    outShape: info.inShape,
  });
};

const isIdentity = ({ filterHeight, filterWidth, inShape, outShape }: backend_util.Conv2DInfo) =>
  filterHeight * filterWidth === 1 && inShape.join() === outShape.join();

const firstMaximumCode = `
      fn firstMaximum(image : i32, channel : i32, top : i32, left : i32) -> i32 {
        var best = -1;
        var highest = -uniforms.INFINITY;
        for (var i = max(0, -top); i < min(uniforms.filterHeight, uniforms.inHeight - top); i++) {
          for (var j = max(0, -left); j < min(uniforms.filterWidth, uniforms.inWidth - left); j++) {
            let place = (top + i) * uniforms.inWidth + left + j;
            let value = f32(x[(image + place) * uniforms.channels + channel]);
            if (!isnan(value) && value > highest) {
              best = place;
              highest = value;
            }
          }
        }
        return best;
      }`;

const maxPoolCode = `${firstMaximumCode}
      fn valueAt(index : i32) -> f32 {
        let channel = index % uniforms.channels;
        let pixel = index / uniforms.channels;
        let row = (pixel / uniforms.outWidth) % uniforms.outHeight;
        let image = pixel / (uniforms.outWidth * uniforms.outHeight) * uniforms.inHeight * uniforms.inWidth;
        let best = firstMaximum(image, channel, row * uniforms.strideHeight - uniforms.padTop,
          pixel % uniforms.outWidth * uniforms.strideWidth - uniforms.padLeft);
        return select(-uniforms.INFINITY, f32(x[(image + max(best, 0)) * uniforms.channels + channel]), best >= 0);
      }`;

const maxPoolGradCode = `${firstMaximumCode}
      ${
  gradientCode(`
            let best = firstMaximum(number * uniforms.inHeight * uniforms.inWidth, channel,
              i * uniforms.strideHeight - uniforms.padTop, j * uniforms.strideWidth - uniforms.padLeft);
            if (best == row * uniforms.inWidth + column) { sum += dyHere; }`)
}`;
