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
import { blockedConvolutionGraph } from "./blocked_convolution_graph.ts";
import { blockFilter } from "./blocked_filter.ts";
import type { OnnxRun, OnnxSessions } from "./onnx_sessions.ts";
import { farPadding } from "./padding.ts";
import type { NativeConvolution } from "./provider.ts";

const floatBytes = 4;
/** What the library may copy at once, to lay channels out in blocks: it keeps the room. */
const copiedBytes = 64 * 2 ** 20;

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
    const graph = blockedConvolutionGraph(shape, epilogue, block);
    const key = JSON.stringify(graph.nodes);
    let run = runs.get(key);
    if (!run) runs.set(key, run = sessions.prepare(graph));
    const [inImage, outImage] = imageSizes(shape);
    const most = Math.max(1, Math.floor(copiedBytes / floatBytes / (inImage + outImage)));
    for (let image = 0; image < batch; image += most) {
      const images = Math.min(most, batch - image);
      const x = { at: at.x + image * inImage * floatBytes, shape: inputShape(shape, images) };
      const filter = { at: blocked, shape: [outChannels, inChannels, windowHeight, windowWidth] };
      const bias = { at: epilogue.bias, shape: [outChannels] };
      const y = {
        at: at.y + image * outImage * floatBytes,
        shape: [images, shape.outHeight, shape.outWidth, outChannels],
      };
      run(epilogue.bias === 0 ? [x, filter] : [x, filter, bias], [y]);
    }
  }

  return {
    coversForward: (shape) =>
      isWhole(shape) && (shape.inChannels === 1 || blocks(shape.inChannels)) &&
      blocks(shape.outChannels),
    forward: (shape, at, epilogue) => convolve(shape, at, epilogue, false),
    coversInputGradient: (shape) =>
      shape.strideHeight === 1 && shape.strideWidth === 1 &&
      isWhole(mirrored(shape)) &&
      blocks(shape.inChannels) && blocks(shape.outChannels),
    inputGradient: (shape, { dy, filter, dx }) =>
      convolve(mirrored(shape), { x: dy, filter, y: dx }, plain, true),
  };
}

/** Whether the library, which knows no negative padding, will see as many windows as there are outputs. */
function isWhole(shape: ConvShape): boolean {
  const [bottom, right] = farPadding(shape);
  if (shape.padTop < 0 || shape.padLeft < 0) return false;
  const rows = shape.padTop + shape.inHeight + bottom - shape.windowHeight;
  const columns = shape.padLeft + shape.inWidth + right - shape.windowWidth;
  return Math.floor(rows / shape.strideHeight) + 1 === shape.outHeight &&
    Math.floor(columns / shape.strideWidth) + 1 === shape.outWidth;
}

/** The floats of an image of x and of y. */
function imageSizes(shape: ConvShape): [x: number, y: number] {
  return [
    shape.inHeight * shape.inWidth * shape.inChannels,
    shape.outHeight * shape.outWidth * shape.outChannels,
  ];
}

/** Blocks are made of channels that come last; a single channel may as well come first. */
function inputShape(shape: ConvShape, images: number): number[] {
  const { inHeight, inWidth, inChannels } = shape;
  return inChannels === 1
    ? [images, 1, inHeight, inWidth]
    : [images, inHeight, inWidth, inChannels];
}
