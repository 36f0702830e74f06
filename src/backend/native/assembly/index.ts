export { finishRows, gatherPatches, scatterPatches } from "./patches";
export {
  winogradFilterGradient,
  winogradFilters,
  winogradInputGradients,
  winogradInputs,
  winogradScratch,
  winogradOutputGradients,
  winogradOutputs,
} from "./winograd";
