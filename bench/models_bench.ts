/**
 * The cases that `compare.ts` times, on the backend that is asked for.
 *
 *     deno bench -A bench/models_bench.ts [-- BACKEND]
 */
import { type BackendChoice, startBackend } from "../src/backend/choose.ts";
import { makeCase, modelNames, workNames } from "./cases.ts";

const backend = await startBackend((Deno.args[0] ?? "wasm") as BackendChoice);

for (const model of modelNames) {
  for (const work of workNames) {
    const made = makeCase(model);
    Deno.bench({
      name: `${work} on ${backend.kernels ?? backend.name}`,
      group: model,
      fn: () => made.run[work]!(),
    });
  }
}
