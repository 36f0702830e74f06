/** A process that takes the lock of the file it is given, says so, and lives on. */
import { diskFiles } from "../../src/runs/disk_files.ts";

const lock = await diskFiles.tryLock(Deno.args[0]!, `process ${Deno.pid}`);
Deno.stdout.writeSync(new TextEncoder().encode(lock ? "held\n" : "refused\n"));
await new Promise((resolve) => setTimeout(resolve, 60_000));
