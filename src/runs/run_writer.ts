/**
 * Keeps what a training run makes, in the order that a crash can interrupt
 * anywhere: weights, history and record first, the checkpoint that vouches for
 * them last, and only then are older checkpoints removed.
 *
 * @module
 */
import type { Backend } from "../backend/choose.ts";
import type { EpochRecord } from "../training/training_state.ts";
import { epochFile, historyFile, recordFile, type RunFolder, specFile } from "./run_folder.ts";
import type { RunRecord } from "./run_record.ts";
import { runFormat, type RunSpec } from "./run_spec.ts";
import { sealJson, unsealJson } from "./seal.ts";
import type { TrainRunMessage } from "./train_run.ts";
import type { ReadWhole } from "./training_plan.ts";

/** How many checkpoints are kept of a run. */
const keptCheckpoints = 2;

/** Where a {@linkcode RunWriter} starts. */
export interface RunWriterOptions {
  readonly spec: RunSpec;
  /** How many epochs are wanted. */
  readonly epochs: number;
  /** The epochs done before. */
  readonly history: readonly EpochRecord[];
  readonly read: ReadWhole;
}

/** Writes one run's files; whoever uses it holds the run's lock. */
export class RunWriter {
  readonly #folder: RunFolder;
  readonly #history: EpochRecord[];
  readonly #seconds: (number | null)[];
  readonly #trainingSeconds: (number | null)[];
  #epochs: number;
  #backend: Backend | null;

  private constructor(folder: RunFolder, history: readonly EpochRecord[], record: RunRecord) {
    this.#folder = folder;
    this.#history = [...history];
    this.#seconds = [...record.seconds];
    this.#trainingSeconds = [...record.trainingSeconds ?? []];
    this.#epochs = record.epochs;
    this.#backend = record.backend;
  }

  /** Writes down what is trained, if that is not written yet. */
  static async open(folder: RunFolder, options: RunWriterOptions): Promise<RunWriter> {
    const { spec, epochs, history, read } = options;
    if (!(await read(specFile))) {
      const { key } = folder;
      await folder.write(specFile, await sealJson({ format: runFormat, key, spec }));
    }
    const bytes = await read(recordFile);
    const old = bytes ? unsealJson(bytes) as RunRecord : null;
    return new RunWriter(folder, history, {
      epochs: Math.max(epochs, old?.epochs ?? 0),
      seconds: old?.seconds ?? [],
      trainingSeconds: old?.trainingSeconds ?? [],
      backend: old?.backend ?? null,
      written: "",
    });
  }

  /** Takes what the training sends. */
  async take(message: TrainRunMessage): Promise<void> {
    if (message.kind === "started") this.#backend = message.backend;
    else if (message.kind === "epoch") {
      const { record, seconds, trainingSeconds } = message;
      this.#history[record.epoch - 1] = record;
      note(this.#seconds, record.epoch, seconds);
      note(this.#trainingSeconds, record.epoch, trainingSeconds);
    } else if (message.kind === "weights") {
      await this.#folder.write(epochFile("weights", message.epoch), message.bytes);
    } else {
      await this.#writeNotes();
      await this.#folder.write(epochFile("checkpoints", message.epoch), message.bytes);
      await this.#removeOld(message.epoch);
    }
  }

  /** Ends the writing: everything that was wanted is there. */
  async finish(): Promise<void> {
    await this.#writeNotes();
    await this.#removeOld(Infinity);
  }

  async #writeNotes(): Promise<void> {
    const record: RunRecord = {
      epochs: this.#epochs,
      seconds: this.#seconds,
      trainingSeconds: this.#trainingSeconds,
      backend: this.#backend,
      written: new Date().toISOString(),
    };
    await this.#folder.write(historyFile, await sealJson({ epochs: this.#history }));
    await this.#folder.write(recordFile, await sealJson(record));
  }

  /** Of the checkpoints up to an epoch, all but the last go; later ones are of an earlier, longer training. */
  async #removeOld(epoch: number): Promise<void> {
    const epochs = (await this.#folder.epochs("checkpoints")).filter((each) => each <= epoch);
    for (const old of epochs.slice(0, -keptCheckpoints)) {
      await this.#folder.remove(epochFile("checkpoints", old));
    }
  }
}

/** Notes what an epoch took, unless that is known from the first time that it was trained. */
function note(seconds: (number | null)[], epoch: number, found: number): void {
  while (seconds.length < epoch) seconds.push(null);
  seconds[epoch - 1] ??= Number(found.toFixed(3));
}
