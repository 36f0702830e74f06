/** Whether a test may do all of this; one that may not is ignored and says why in its name. */
export function granted(...names: ("read" | "write" | "run" | "env")[]): boolean {
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}
