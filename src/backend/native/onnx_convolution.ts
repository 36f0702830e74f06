/**
 * Convolutions by ONNX Runtime's operators on blocked channels, which its
 * optimiser makes of ordinary ones and which a model may name itself. They
 * need no patches in memory and skip padding.
 *
 * @module
 */
import type { Heap } from "../kernels/heap.ts";
import type { ConvShape, Epilogue } from "../kernels/kernel_set.ts";
import { plain } from "../kernels/kernel_set.ts";
import { blockFilter } from "./blocked_filter.ts";
import { blockedDomain, type OnnxGraph } from "./onnx_model.ts";
import type { OnnxRun, OnnxSessions } from "./onnx_sessions.ts";
import { farPadding } from "./padding.ts";
import type { NativeConvolution } from "./provider.ts";

const floatBytes = 4;

/** The convolution of dy with the rotated filter that is the gradient in the input; stride 1. */
function mirrored(shape: ConvShape): ConvShape {
  return {
    ...shape,
    inHeight: shape.outHeight,
    inWidth: shape.outWidth,
    inChannels: shape.outChannels,
    outHeight: shape.inHeight,
    outWidth: shape.inWidth,
    outChannels: shape.inChannels,
    padTop: shape.windowHeight - 1 - shape.padTop,
    padLeft: shape.windowWidth - 1 - shape.padLeft,
  };
}

/**
 * The library's blocked convolutions.
 *
 * @param block The number of channels in a block, as {@linkcode findChannelBlock} found it.
 */
export function makeOnnxConvolution(
  sessions: OnnxSessions,
  heap: Heap,
  block: number,
): NativeConvolution {
  const runs = new Map<string, OnnxRun>();
  const blocks = (channels: number): boolean => channels % block === 0;

  function convolve(
    shape: ConvShape,
    at: { readonly x: number; readonly filter: number; readonly y: number },
    epilogue: Epilogue,
    rotated: boolean,
  ): void {
    const { batch, windowHeight, windowWidth, inChannels, outChannels } = shape;
    const length = windowHeight * windowWidth * inChannels * outChannels;
    const blocked = heap.scratch("native filter", length * floatBytes);
    blockFilter(heap.floats(at.filter, length), heap.floats(blocked, length), {
      shape: {
        height: windowHeight,
        width: windowWidth,
        inChannels: rotated ? outChannels : inChannels,
        outChannels: rotated ? inChannels : outChannels,
      },
      block,
      rotated,
    });
    const graph = convolutionGraph(shape, epilogue, block);
    const key = JSON.stringify(graph.nodes);
    let run = runs.get(key);
    if (!run) runs.set(key, run = sessions.prepare(graph));
    const { inHeight, inWidth, outHeight, outWidth } = shape;
    const inputs = [
      {
        at: at.x,
        shape: inChannels === 1
          ? [batch, 1, inHeight, inWidth]
          : [batch, inHeight, inWidth, inChannels],
      },
      { at: blocked, shape: [outChannels, inChannels, windowHeight, windowWidth] },
    ];
    if (epilogue.bias !== 0) inputs.push({ at: epilogue.bias, shape: [outChannels] });
    run(inputs, [{ at: at.y, shape: [batch, outHeight, outWidth, outChannels] }]);
  }

  return {
    coversForward: (shape) =>
      (shape.inChannels === 1 || blocks(shape.inChannels)) && blocks(shape.outChannels),
    forward: (shape, at, epilogue) => convolve(shape, at, epilogue, false),
    coversInputGradient: (shape) =>
      shape.strideHeight === 1 && shape.strideWidth === 1 &&
      shape.padTop < shape.windowHeight && shape.padLeft < shape.windowWidth &&
      blocks(shape.inChannels) && blocks(shape.outChannels),
    inputGradient: (shape, { dy, filter, dx }) =>
      convolve(mirrored(shape), { x: dy, filter, y: dx }, plain, true),
  };
}

function convolutionGraph(shape: ConvShape, epilogue: Epilogue, block: number): OnnxGraph {
  const direct = shape.inChannels < block; // one channel: its images are the same in every layout
  const [bottom, right] = farPadding(shape);
  const attributes = {
    kernel_shape: [shape.windowHeight, shape.windowWidth],
    strides: [shape.strideHeight, shape.strideWidth],
    pads: [shape.padTop, shape.padLeft, bottom, right],
    ...(epilogue.relu ? { activation: "Relu" } : {}),
  };
  const operands = epilogue.bias === 0 ? ["filter"] : ["filter", "bias"];
  const nodes = [
    ...(direct ? [] : [{
      operator: "ReorderInput",
      domain: blockedDomain,
      inputs: ["x"],
      outputs: ["blocked x"],
      attributes: { channels_last: 1 },
    }]),
    {
      operator: "Conv",
      domain: blockedDomain,
      inputs: [direct ? "x" : "blocked x", ...operands],
      outputs: ["blocked y"],
      attributes,
    },
    {
      operator: "ReorderOutput",
      domain: blockedDomain,
      inputs: ["blocked y"],
      outputs: ["y"],
      attributes: { channels_last: 1, channels: shape.outChannels },
    },
  ];
  const inputs = [{ name: "x", rank: 4 }, { name: "filter", rank: 4 }];
  if (epilogue.bias !== 0) inputs.push({ name: "bias", rank: 1 });
  return { nodes, inputs, outputs: [{ name: "y", rank: 4 }] };
}
