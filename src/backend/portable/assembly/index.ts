export { gemm, gemmScratch } from "./gemm";
export { convForward, convForwardScratch } from "./conv";
export { convFilterGradient, convFilterGradientScratch } from "./conv_filter_gradient";
export { convInputGradient, convInputGradientScratch } from "./conv_input_gradient";
export { winogradForward, winogradForwardScratch } from "./winograd";
export { winogradFilterGradient, winogradFilterGradientScratch } from "./winograd_filter_gradient";
export { winogradInputGradient, winogradInputGradientScratch } from "./winograd_input_gradient";
export { avgPool, avgPoolGradient, maxPool, maxPoolGradient } from "./pool";
export { columnSums, combine, nesterovStep, reluGradient } from "./elementwise";
