import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../src/random.ts";
import { diskFiles } from "../../src/runs/disk_files.ts";
import { verifyRun } from "../../src/runs/inspect_run.ts";
import { openRunStore } from "../../src/runs/store.ts";
import { withFolder } from "../support/disk.ts";
import { granted } from "../support/permissions.ts";
import { repeatable } from "../support/faulty_files.ts";
import { killTraining, startTraining } from "../support/kill_training.ts";

Deno.test({
  name: "a training killed at random moments ends at the same bytes (needs --allow-run)",
  ignore: !granted("read", "write", "run"),
  fn: () =>
    withFolder("disk", async (folder) => {
      const epochs = 6;
      const random = seededRandom(3, "kills");
      const [calm, killed] = [`${folder}/calm`, `${folder}/killed`];
      const { milliseconds } = await killTraining(calm, {
        epochs,
        kills: 0,
        milliseconds: 0,
        random,
      });
      const { kills } = await killTraining(killed, { epochs, kills: 4, milliseconds, random });
      assert(kills >= 2, `${kills} kills`);
      const relative = async (store: string) =>
        Object.entries(await repeatable(diskFiles, store))
          .map(([path, hash]) => [path.slice(store.length), hash]);
      assertEquals(await relative(killed), await relative(calm));
      const store = openRunStore(killed);
      const keys = await store.keys();
      assertEquals(keys.length, 2);
      for (const key of keys) assertEquals(await verifyRun(store.folder(key)), []);
    }),
});

Deno.test({
  name:
    "two processes share the runs that they are to train, and wait for one that a third has (needs --allow-run)",
  ignore: !granted("read", "write", "run"),
  fn: () =>
    withFolder("disk", async (folder) => {
      const [calm, shared] = [`${folder}/calm`, `${folder}/shared`];
      await killTraining(calm, { epochs: 3, kills: 0, milliseconds: 0, random: () => 0 });
      const [key] = await openRunStore(calm).keys();
      const lock = await diskFiles.tryLock(`${shared}/${key}/lock`, "a third");
      const processes = [1, 2].map(() => startTraining(shared, 3));
      for (const { stdout } of processes) {
        await says(stdout, `${key} is being trained by a third: waiting for it`);
      }
      await lock!.release();
      const ends = await Promise.all(processes.map(({ status }) => status));
      assertEquals(ends.map(({ success }) => success), [true, true]);
      await Promise.all(processes.map(({ stderr }) => stderr.cancel()));
      const hashes = async (store: string) => Object.values(await repeatable(diskFiles, store));
      assertEquals(await hashes(shared), await hashes(calm));
    }),
});

/** Waits for a line; the rest is read and dropped, for a process dies of writing where nobody reads. */
async function says(output: ReadableStream<Uint8Array<ArrayBuffer>>, line: string): Promise<void> {
  let text = "";
  const parts = output.pipeThrough(new TextDecoderStream());
  for await (const part of parts.values({ preventCancel: true })) {
    text += part;
    if (text.includes(`${line}\n`)) break;
  }
  if (!text.includes(`${line}\n`)) throw new Error(`${line} was never said, but ${text}`);
  parts.pipeTo(new WritableStream());
}
