import { granted } from "./permissions.ts";

/** A test that is given an empty folder, which is removed after it; ignored without permission. */
export function testInFolder(name: string, fn: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `${name} (needs read and write)`,
    ignore: !granted("read", "write"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await fn(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
