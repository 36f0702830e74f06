// A stand-in for jsr:@std/cli/parse-args: see CONTRIBUTING.md.
export function parseArgs(
  _args: string[],
  _options: Record<string, unknown> = {},
): Record<string, unknown> & { _: (string | number)[] } {
  throw new Error("not written yet");
}
