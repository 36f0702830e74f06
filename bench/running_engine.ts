/**
 * The engines that `compare.ts` times, each a process of its own.
 *
 * @module
 */
import type { Answer, Request } from "./protocol.ts";
import { TextLineStream } from "./text_lines.ts";

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

/** A running engine: one answer a request. */
export class RunningEngine {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(readonly engine: Engine) {
    const [command, ...args] = engine.command;
    this.#process = new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  async ask(request: Omit<Request, "threads">): Promise<Answer> {
    const line = JSON.stringify({ ...request, threads: this.engine.threads });
    try {
      await this.#writer.write(new TextEncoder().encode(`${line}\n`));
      const { value } = await this.#lines.read();
      return value ? JSON.parse(value) : { error: "the engine ended" };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  async stop(): Promise<void> {
    await this.#writer.close().catch(() => {}); // it may have ended before
    await this.#process.status;
  }
}
