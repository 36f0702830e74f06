/**
 * How many channels ONNX Runtime puts in a block, which depends on the
 * processor and which it does not tell: so it is asked to reorder a tensor.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import { blockedDomain } from "./onnx_model.ts";
import type { OnnxSessions } from "./onnx_sessions.ts";

const floatBytes = 4;
const channels = 64;
const pixels = 4;

/** The number of channels in a block; null where the library has no blocked kernels for this processor. */
export function findChannelBlock(sessions: OnnxSessions, heap: Heap): number | null {
  const size = channels * pixels;
  const x = heap.scratch("native probe", 2 * size * floatBytes);
  const y = x + size * floatBytes;
  heap.floats(x, size).set(Array.from({ length: size }, (_, i) => i));
  try {
    const reorder = sessions.prepare({
      nodes: [{
        operator: "ReorderInput",
        domain: blockedDomain,
        inputs: ["x"],
        outputs: ["y"],
        attributes: { channels_last: 1 },
      }],
      inputs: [{ name: "x", rank: 4 }],
      outputs: [{ name: "y", rank: 4 }],
    });
    reorder([{ at: x, shape: [1, pixels, 1, channels] }], [
      { at: y, shape: [1, channels, pixels, 1] },
    ]);
  } catch {
    return null;
  }
  const block = heap.floats(y, size).indexOf(channels); // where the second pixel begins
  return block > 1 && channels % block === 0 ? block : null;
}
