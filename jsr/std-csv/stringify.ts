// A stand-in for jsr:@std/csv/stringify: see CONTRIBUTING.md.
export function stringify(
  _data: readonly Record<string, unknown>[],
  _options: { columns: readonly string[] },
): string {
  throw new Error("not written yet");
}
