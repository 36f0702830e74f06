/** A process that ends in the middle of writing the file it is given. */
import { dirname } from "node:path";
import { diskFiles } from "../../src/runs/disk_files.ts";
import { print } from "../../tasks/terminal.ts";

const path = Deno.args[0]!;
diskFiles.write(path, new Uint8Array(2 ** 28));
for (;;) {
  const entries = await diskFiles.list(dirname(path));
  if (entries.some(({ name, size }) => name.endsWith(".tmp") && size > 0)) break;
}
print("half-written");
Deno.exit(130);
