/** Whether a test may do all of this; one that may not is ignored and says why in its name. */
export function granted(...names: ("read" | "write" | "run" | "env" | "sys")[]): boolean {
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}
