import { type Backend, startBackend } from "../../src/backend/choose.ts";
import type { Context } from "../../src/experiments/experiment.ts";
import { seededRandom } from "../../src/random.ts";
import { jobs } from "../../src/runs/jobs.ts";
import { createLocalPool } from "../../src/runs/local_pool.ts";
import { measureMargins } from "../../src/runs/measure_margins.ts";
import { measureRobustness } from "../../src/runs/measure_robustness.ts";
import { memoryFiles } from "../../src/runs/memory_files.ts";
import { openRunStore, type RunStore } from "../../src/runs/store.ts";
import { trainRuns } from "../../src/runs/train_runs.ts";
import type { Dataset, Split } from "../../src/types.ts";

/** What an experiment is given in a test: silent progress, the wasm backend, the data that is handed in, a store in memory. */
export async function testContext(
  dataset: Context["dataset"],
  store: RunStore = openRunStore("runs", memoryFiles()),
): Promise<Context> {
  const backend: Backend = await startBackend("wasm");
  const progress = () => ({ advance: () => Promise.resolve(), finish: () => {} });
  const pool = createLocalPool(jobs, backend);
  const load = (name: string) => dataset(name as Parameters<typeof dataset>[0]);
  const options = { store, pool, dataset: load };
  return {
    profile: "smoke",
    recipe: "released",
    seed: 0,
    backend,
    dataset,
    jobs: 1,
    runs: (requests) => trainRuns(requests, options),
    margins: (requests) => measureMargins(requests, options),
    robustness: (requests) => measureRobustness(requests, options),
    progress,
  };
}

/** Images of two classes that a line through the origin separates: bright left halves against bright right halves. */
export function twoHalves(seed = 1): Dataset {
  return halves({ name: "mnist01", shape: [28, 28, 1], classes: 2, sizes: [60, 20], seed });
}

/** Ten classes of the shape that a data set's images have, each brighter in a band of its own. */
export function tenBands(
  name: "mnist" | "cifar10",
  sizes: readonly [train: number, test: number] = [80, 40],
): Dataset {
  const shape = name === "mnist" ? [28, 28, 1] as const : [32, 32, 3] as const;
  return halves({ name, shape, classes: 10, sizes, seed: 2 });
}

function halves({ name, shape, classes, sizes, seed }: {
  readonly name: string;
  readonly shape: Dataset["shape"];
  readonly classes: number;
  readonly sizes: readonly [train: number, test: number];
  readonly seed: number;
}): Dataset {
  const random = seededRandom(seed);
  const [height, width, channels] = shape;
  const pixels = height * width * channels;
  const split = (size: number): Split => {
    const images = new Uint8Array(size * pixels);
    const labels = Uint8Array.from({ length: size }, (_, i) => i % classes);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < pixels; j++) {
        const column = Math.floor(j / channels) % width;
        const bright = Math.floor(column * classes / width) === labels[i];
        images[i * pixels + j] = (bright ? 150 : 20) + 100 * random();
      }
    }
    return { size, images, labels };
  };
  const [train, test] = sizes.map(split) as [Split, Split];
  return { name, shape, classes, train, test };
}
