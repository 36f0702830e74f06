import { type Backend, startBackend } from "../../src/backend/choose.ts";
import type { Context } from "../../src/experiments/experiment.ts";
import { seededRandom } from "../../src/random.ts";
import type { Dataset, Split } from "../../src/types.ts";

/** What an experiment is given in a test: silent progress, the wasm backend, the data that is handed in. */
export async function testContext(dataset: Context["dataset"]): Promise<Context> {
  const backend: Backend = await startBackend("wasm");
  const progress = () => ({ advance: () => Promise.resolve(), finish: () => {} });
  return { profile: "smoke", recipe: "released", seed: 0, backend, dataset, progress };
}

/** Images of two classes that a line through the origin separates: bright left halves against bright right halves. */
export function twoHalves(seed = 1): Dataset {
  const random = seededRandom(seed);
  const split = (size: number): Split => {
    const images = new Uint8Array(size * 784);
    const labels = Uint8Array.from({ length: size }, (_, i) => i % 2);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < 784; j++) {
        const bright = (j % 28 < 14) === (labels[i] === 0);
        images[i * 784 + j] = (bright ? 150 : 20) + 100 * random();
      }
    }
    return { size, images, labels };
  };
  return { name: "mnist01", shape: [28, 28, 1], classes: 2, train: split(60), test: split(20) };
}
