export { finishRows, gatherPatches, scatterPatches } from "./patches";
export {
  winogradFilterGradient,
  winogradFilters,
  winogradInputGradients,
  winogradInputs,
  winogradInputsScratch,
  winogradOutputGradients,
  winogradOutputs,
} from "./winograd";
