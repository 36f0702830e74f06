/**
 * PyTorch in an environment of its own, made where it is missing.
 *
 * @module
 */

/** What is compared with. */
export const torchVersion = "2.13.0";
const folder = "bench/.venv";

/** Makes `bench/.venv` with PyTorch for the CPU, unless it is there. */
export async function setUpPytorch(): Promise<void> {
  if (await isThere()) return;
  await run("python3", "-m", "venv", folder);
  await run(`${folder}/bin/pip`, "install", "--quiet", `torch==${torchVersion}`);
  if (!await isThere()) throw new Error(`${folder} must hold PyTorch ${torchVersion} and does not`);
}

async function isThere(): Promise<boolean> {
  const args = ["-c", "import torch; print(torch.__version__.split('+')[0])"];
  try {
    const { stdout } = await new Deno.Command(`${folder}/bin/python`, { args }).output();
    return new TextDecoder().decode(stdout).trim() === torchVersion;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, {
    args,
    stdout: "inherit",
    stderr: "inherit",
  })
    .output();
  if (!success) throw new Error(`Cannot set up PyTorch: ${command} ${args.join(" ")} failed`);
}
