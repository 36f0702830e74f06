/**
 * Starts the backend that a task was asked for.
 */
import type { Backend, BackendChoice } from "../src/backend/choose.ts";
import { startOrSetUp } from "../src/runs/start_backend.ts";
import { UsageError } from "./failure.ts";
import { note } from "./terminal.ts";

/** Starts it and says what runs. A backend that was asked for and cannot start is wrong usage: nothing else is tried. */
export async function start(choice: BackendChoice): Promise<Backend> {
  try {
    const backend = await startOrSetUp(choice, { report: note });
    note(describe(backend));
    return backend;
  } catch (error) {
    if (choice === "auto") throw error;
    throw new UsageError(`--backend ${choice}: ${(error as Error).message}`);
  }
}

function describe({ name, adapter, kernels, reason, version }: Backend): string {
  const what = adapter ? ` on ${adapter}` : kernels ? `, kernels ${kernels}` : "";
  return `backend ${name}${what} (${reason}), tfjs ${version}`;
}
