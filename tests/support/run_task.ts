/** What a task did when it was run as a program of its own. */
export interface TaskRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const root = new URL("../../", import.meta.url);

/**
 * Runs a file of `tasks/` in a folder, by default this project's. A package that it
 * fetches is noted in a copy of the lock file, as `deno task` has it.
 */
export async function runTask(
  task: string,
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<TaskRun> {
  const lock = await Deno.makeTempFile({ suffix: ".lock" });
  try {
    await Deno.copyFile(new URL("deno.lock", root), lock);
    const permissions = ["--allow-read", "--allow-write"];
    const config = `--config=${toPath("deno.json")}`;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        config,
        `--lock=${lock}`,
        ...permissions,
        toPath(`tasks/${task}`),
        ...args,
      ],
      cwd: options.cwd ?? root,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    await Deno.remove(lock);
  }
}

function toPath(file: string): string {
  const path = decodeURIComponent(new URL(file, root).pathname);
  return Deno.build.os === "windows" ? path.slice(1) : path;
}
