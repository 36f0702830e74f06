/**
 * Where the largest or smallest number is. Among equal numbers the first
 * counts; tfjs's own kernel takes any of them where there are 32 or more.
 *
 * @module
 */
import { sizeOf } from "../kernels/wasm_backend.ts";
import { util } from "../tf.ts";
import type { Override } from "./override.ts";
import { runForEach } from "./run_shader.ts";

/** `ArgMax`. */
export const argMax: Override = (call, backend) => extreme(">")(call, backend);

/** `ArgMin`. */
export const argMin: Override = (call, backend) => extreme("<")(call, backend);

function extreme(beats: ">" | "<"): Override {
  return ({ inputs: { x }, attrs }, backend) => {
    if (sizeOf(x!.shape) === 0 || !["float32", "int32", "bool"].includes(x!.dtype)) return null;
    const [axis] = util.parseAxisParam(attrs.axis, x!.shape) as [number];
    const before = x!.shape.slice(0, axis), after = x!.shape.slice(axis + 1);
    return runForEach(backend, {
      key: `extreme${beats}`,
      code: `
      fn valueAt(index : i32) -> i32 {
        let first = (index / uniforms.apart) * uniforms.apart * uniforms.length + index % uniforms.apart;
        var best = 0;
        var bestValue = x[first];
        for (var i = 1; i < uniforms.length; i++) {
          let value = x[first + i * uniforms.apart];
          if (value ${beats} bestValue && !isnan(f32(value)) && !isnan(f32(bestValue))) {
            best = i;
            bestValue = value;
          }
        }
        return best;
      }`,
      inputs: { x: x! },
      integers: { length: x!.shape[axis]!, apart: sizeOf(after) },
      outShape: [...before, ...after],
      outType: "int32",
    });
  };
}
