/**
 * A convolution on blocked channels as an ONNX graph.
 *
 * @module
 */
import type { ConvShape, Epilogue } from "../kernels/kernel_set.ts";
import { blockedDomain, type OnnxGraph } from "./onnx_model.ts";
import { farPadding } from "./padding.ts";

/**
 * Lays the channels of x out in blocks, convolves, adds the bias, cuts off, and
 * puts channels last again. Inputs x, filter (blocked already) and, where there
 * is one, bias; output y.
 */
export function blockedConvolutionGraph(
  shape: ConvShape,
  epilogue: Epilogue,
  block: number,
): OnnxGraph {
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
