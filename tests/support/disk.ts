/** Temporary folders, and what the tests are permitted. */

/** Whether all of these are granted. */
export function isPermitted(...names: ("read" | "write" | "run" | "sys")[]): boolean {
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/** Hands out a folder's name; on the disk the folder is there, and goes afterwards. */
export async function withFolder(
  kind: "disk" | "memory",
  use: (folder: string) => Promise<unknown>,
): Promise<void> {
  if (kind === "memory") return void await use("folder");
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
