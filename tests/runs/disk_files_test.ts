import { assert, assertEquals, assertRejects } from "@std/assert";
import { diskFiles } from "../../src/runs/disk_files.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { StoreError } from "../../src/runs/run_files.ts";
import { withFolder } from "../support/disk.ts";
import { granted } from "../support/permissions.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const canWrite = granted("read", "write");
const canRun = canWrite && granted("run");

for (const kind of ["disk", "memory"] as const) {
  Deno.test({
    name: `${kind}Files writes, lists, renames and removes${
      kind === "disk" ? " (needs --allow-read --allow-write)" : ""
    }`,
    ignore: kind === "disk" && !canWrite,
    fn: () =>
      withFolder(kind, async (folder) => {
        const files = kind === "disk" ? diskFiles : memoryFiles();
        assertEquals(await files.list(folder), []);
        assertEquals(await files.read(`${folder}/a`), null);
        await files.write(`${folder}/deep/b`, bytes("first"));
        await files.write(`${folder}/deep/b`, bytes("second"));
        await files.write(`${folder}/a`, bytes(""));
        assertEquals(await files.read(`${folder}/deep/b`), bytes("second"));
        assertEquals(await files.list(folder), [
          { name: "a", isFolder: false, size: 0 },
          { name: "deep", isFolder: true, size: 0 },
        ]);
        assertEquals(await files.list(`${folder}/deep`), [{ name: "b", isFolder: false, size: 6 }]);
        await files.rename(`${folder}/deep/b`, `${folder}/a`);
        await files.rename(`${folder}/deep/b`, `${folder}/a`); // gone already
        assertEquals(await files.read(`${folder}/a`), bytes("second"));
        await files.remove(`${folder}/a`);
        await files.remove(`${folder}/a`);
        assertEquals(await files.read(`${folder}/a`), null);
      }),
  });

  Deno.test({
    name: `${kind}Files gives a lock to one holder at a time, in one process, too${
      kind === "disk" ? " (needs --allow-read --allow-write)" : ""
    }`,
    ignore: kind === "disk" && !canWrite,
    fn: () =>
      withFolder(kind, async (folder) => {
        const files = kind === "disk" ? diskFiles : memoryFiles();
        const path = `${folder}/run/lock`;
        assertEquals(await files.isLocked(path), false);
        const lock = await files.tryLock(path, "the first");
        assert(lock);
        assertEquals(await files.tryLock(path, "the second"), null);
        assertEquals(await files.isLocked(path), true);
        assertEquals(await files.read(path), bytes("the first\n"));
        await lock.release();
        assertEquals(await files.isLocked(path), false);
        const next = await files.tryLock(path, "third");
        assertEquals(await files.read(path), bytes("third\n"));
        await next!.release();
      }),
  });
}

Deno.test({
  name:
    "diskFiles.write leaves the old file and nothing else when it fails (needs --allow-read --allow-write)",
  ignore: !canWrite,
  fn: () =>
    withFolder("disk", async (folder) => {
      const path = `${folder}/kept`;
      await Deno.mkdir(path); // a folder is in the way of the rename
      const error = await assertRejects(() => diskFiles.write(path, bytes("x")), StoreError);
      assert(error.message.startsWith(`Cannot keep ${path}: `), error.message);
      assertEquals(error.file, path);
      assertEquals((await diskFiles.list(folder)).map(({ name }) => name), ["kept"]);
      await Deno.writeTextFile(`${folder}/plain`, "");
      await assertRejects(
        () => diskFiles.write(`${folder}/plain/below`, bytes("x")),
        StoreError,
        `Cannot keep ${folder}/plain/below: `,
      );
    }),
});

Deno.test({
  name:
    "diskFiles.tryLock is refused while another process lives, and granted when it is killed (needs --allow-run)",
  ignore: !canRun,
  fn: () =>
    withFolder("disk", async (folder) => {
      const path = `${folder}/lock`;
      const holder = new URL("../support/hold_lock.ts", import.meta.url);
      const process = new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--allow-read", "--allow-write", holder.pathname, path],
        stdout: "piped",
      }).spawn();
      const output = process.stdout.getReader();
      await output.read(); // says so once it has the lock
      assertEquals(await diskFiles.tryLock(path, "me"), null);
      assertEquals(await diskFiles.isLocked(path), true);
      assertEquals(await diskFiles.read(path), bytes(`process ${process.pid}\n`));
      process.kill("SIGKILL");
      await process.status;
      await output.cancel();
      const lock = await diskFiles.tryLock(path, "me");
      assert(lock, "a dead process holds no lock");
      await lock.release();
    }),
});

Deno.test({
  name: "diskFiles.write leaves nothing half-written when the process exits (needs --allow-run)",
  ignore: !canRun,
  fn: () =>
    withFolder("disk", async (folder) => {
      const script = new URL("../support/exit_while_writing.ts", import.meta.url).pathname;
      const { code, stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--allow-read", "--allow-write", script, `${folder}/big`],
      }).output();
      assertEquals([code, new TextDecoder().decode(stdout)], [130, "half-written\n"]);
      assertEquals(await diskFiles.list(folder), []);
    }),
});

Deno.test({
  name:
    "diskFiles.write on a full disk names the file and leaves the rest (needs root and --allow-run)",
  ignore: !canRun || Deno.build.os !== "linux" || !granted("sys") || Deno.uid() !== 0,
  fn: (t) =>
    withFolder("disk", async (folder) => {
      const mount = (...args: string[]) =>
        new Deno.Command(args[0]!, { args: args.slice(1) }).output();
      const mounted = await mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder);
      await t.step({
        name: "on a tmpfs of 64 KB",
        ignore: !mounted.success,
        async fn() {
          try {
            await diskFiles.write(`${folder}/small`, new Uint8Array(1000));
            const big = () => diskFiles.write(`${folder}/big`, new Uint8Array(1e6));
            await assertRejects(
              big,
              StoreError,
              `Cannot keep ${folder}/big: No space left on device (os error 28)`,
            );
            const left = await diskFiles.list(folder);
            assertEquals(left, [{ name: "small", isFolder: false, size: 1000 }]);
          } finally {
            await mount("umount", folder);
          }
        },
      });
    }),
});

Deno.test({
  name:
    "diskFiles keeps a file although another process tidies away what is unfinished (needs --allow-read --allow-write)",
  ignore: !canWrite,
  fn: () =>
    withFolder("disk", async (folder) => {
      let [removed, done] = [0, false];
      const tidy = async () => {
        while (!done && removed < 4) { // as often as a file is written again
          for (const { name } of await diskFiles.list(folder)) {
            if (!name.endsWith(".tmp")) continue;
            await diskFiles.remove(`${folder}/${name}`);
            removed++;
          }
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      };
      const tidied = tidy();
      for (let i = 0; i < 200 && removed < 4; i++) {
        await diskFiles.write(`${folder}/a`, new Uint8Array(2 ** 16).fill(i));
        assertEquals((await diskFiles.read(`${folder}/a`))![9], i);
      }
      done = true;
      await tidied;
    }),
});
