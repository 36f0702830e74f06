import { TextLineStream } from "./text_lines.ts";

/** A program that answers questions put to it a JSON object a line, and ends when there are no more. */
export class RunningEngine<Question, Answer> {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor([command, ...args]: readonly string[]) {
    this.#process = new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  async ask(question: Question): Promise<Answer | { readonly error: string }> {
    try {
      await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(question)}\n`));
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
