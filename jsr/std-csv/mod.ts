/**
 * A stand-in for `jsr:@std/csv`, for machines that do not reach JSR: `parse` and
 * `stringify` with the same signatures and documented behaviour. CONTRIBUTING.md
 * says why it is here.
 *
 * @module
 */
export { parse, type ParseOptions, type ParseResult, type RecordWithColumn } from "./parse.ts";
export {
  type Column,
  type ColumnDetails,
  type DataItem,
  type PropertyAccessor,
  stringify,
  type StringifyOptions,
} from "./stringify.ts";
