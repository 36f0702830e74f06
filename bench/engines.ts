/**
 * The engines that `compare.ts` times, each a process of its own.
 *
 * @module
 */
/** What is timed, and the program that does it. */
export interface Engine {
  readonly name: string;
  readonly threads: number;
  readonly command: readonly string[];
}

const deno = (kernels: string) => [Deno.execPath(), "run", "-A", "bench/engine.ts", kernels];
const torch = ["bench/.venv/bin/python", "bench/torch_steps.py"];

/** PyTorch on one thread, which all are compared with, comes first. */
export const engines: readonly Engine[] = [
  { name: "pytorch", threads: 1, command: torch },
  { name: "pytorch", threads: 2, command: torch },
  { name: "portable", threads: 1, command: deno("portable") },
  { name: "portable-plain", threads: 1, command: deno("portable-plain") },
  { name: "native", threads: 1, command: deno("native") },
  { name: "stock", threads: 1, command: deno("stock") },
];
