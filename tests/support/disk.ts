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
