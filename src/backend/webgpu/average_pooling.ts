/**
 * Average pooling and its gradient. tfjs counts an oblong window's steps by its
 * height where the padding is a number, so windows can lie in the padding
 * altogether: their mean is NaN here, as on every other backend, where its own
 * kernel has 0. Its gradient divides where a GPU may round.
 *
 * @module
 */
import { areFloats } from "../kernels/wasm_backend.ts";
import type { Override } from "./override.ts";
import { gradientCode, integersOf, planPool } from "./pool_shape.ts";
import { runForEach } from "./run_shader.ts";

/** `AvgPool`: padding does not count. */
export const avgPool: Override = ({ inputs: { x }, attrs }, backend) => {
  const info = areFloats(x) ? planPool(x!.shape, attrs) : null;
  return info && runForEach(backend, {
    key: "avgPool",
    code: avgPoolCode,
    inputs: { x: x! },
    integers: integersOf(info),
    outShape: info.outShape,
  });
};

/** `AvgPoolGrad`: each dy spread evenly over its window, padding included, whose share is lost. */
export const avgPoolGrad: Override = ({ inputs: { dy, input }, attrs }, backend) => {
  const info = areFloats(dy, input) ? planPool(input!.shape, attrs) : null;
  return info && runForEach(backend, {
    key: "avgPoolGrad",
    code: avgPoolGradCode,
    inputs: { dy: dy! },
    integers: integersOf(info),
    outShape: info.inShape,
  });
};

const avgPoolCode = `
      fn valueAt(index : i32) -> f32 {
        let channel = index % uniforms.channels;
        let pixel = index / uniforms.channels;
        let top = (pixel / uniforms.outWidth) % uniforms.outHeight * uniforms.strideHeight - uniforms.padTop;
        let left = pixel % uniforms.outWidth * uniforms.strideWidth - uniforms.padLeft;
        let image = pixel / (uniforms.outWidth * uniforms.outHeight) * uniforms.inHeight * uniforms.inWidth;
        var sum = 0.0;
        var count = 0.0;
        for (var i = max(0, -top); i < min(uniforms.filterHeight, uniforms.inHeight - top); i++) {
          for (var j = max(0, -left); j < min(uniforms.filterWidth, uniforms.inWidth - left); j++) {
            let place = (top + i) * uniforms.inWidth + left + j;
            sum += f32(x[(image + place) * uniforms.channels + channel]);
            count += 1.0;
          }
        }
        return select(uniforms.NAN, sum / max(count, 1.0), count > 0.0);
      }`;

const avgPoolGradCode = gradientCode(
  `sum += dyHere / f32(uniforms.filterHeight * uniforms.filterWidth);`,
);
