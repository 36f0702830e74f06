/**
 * A stand-in for `jsr:@std/cli`, for machines that do not reach JSR: `parseArgs`
 * with the same signature and documented behaviour. CONTRIBUTING.md says why it is here.
 *
 * @module
 */
export { type Args, parseArgs, type ParseOptions } from "./parse_args.ts";
