/** Trains in a process that is killed at random moments and started again until it ends by itself. */
import type { Random } from "../../src/random.ts";

const script = new URL("./train_to_end.ts", import.meta.url).pathname;

/** Starts a process that trains. */
export function startTraining(folder: string, epochs: number): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, folder, String(epochs)],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** How a training went on its way. */
export interface KilledTraining {
  /** How often it was killed. */
  readonly kills: number;
  /** Milliseconds that the last process took. */
  readonly milliseconds: number;
}

/**
 * Trains to the end, killing (-9) the first processes.
 *
 * @param folder The store.
 * @param options How many kills at most, each at a random moment.
 */
export async function killTraining(
  folder: string,
  options: {
    readonly epochs: number;
    readonly kills: number;
    /** About what an undisturbed training takes. */
    readonly milliseconds: number;
    readonly random: Random;
  },
): Promise<KilledTraining> {
  let kills = 0;
  for (;;) {
    const process = startTraining(folder, options.epochs);
    const started = performance.now();
    const delay = kills < options.kills ? 0.7 * options.milliseconds * options.random() : Infinity;
    const timer = Number.isFinite(delay)
      ? setTimeout(() => process.kill("SIGKILL"), delay)
      : undefined;
    const { signal, success, stderr } = await process.output();
    clearTimeout(timer);
    const milliseconds = performance.now() - started;
    if (success) return { kills, milliseconds };
    if (signal !== "SIGKILL") throw new Error(new TextDecoder().decode(stderr));
    kills++;
  }
}

if (import.meta.main) {
  const { print } = await import("../../tasks/terminal.ts");
  const { seededRandom } = await import("../../src/random.ts");
  const { contents } = await import("./faulty_files.ts");
  const { diskFiles } = await import("../../src/runs/disk_files.ts");
  const random = seededRandom(1, "kills");
  const epochs = Number(Deno.args[0] ?? 12);
  let milliseconds = 0;
  for (let round = 0; round <= 10; round++) {
    const folder = await Deno.makeTempDir();
    const training = await killTraining(folder, { epochs, kills: round, milliseconds, random });
    milliseconds ||= training.milliseconds;
    const files = Object.entries(await contents(diskFiles, folder));
    const last = files.filter(([path]) => path.endsWith(`weights/epoch-00${epochs}.safetensors`));
    const hashes = last.map(([, hash]) => hash.slice(0, 32));
    print([`${training.kills} kills:`, ...hashes].join(" "));
    await Deno.remove(folder, { recursive: true });
  }
}
