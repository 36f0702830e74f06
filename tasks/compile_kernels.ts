/**
 * Compiles kernels in AssemblyScript to WebAssembly that works on a memory it
 * is given.
 *
 * @module
 */
import asc from "assemblyscript/asc";

const root = new URL("../", import.meta.url);

/**
 * @param entry The module whose exports are the kernels, from the root of the repository.
 * @param relaxed Whether relaxed SIMD (fused multiply-add) may be used.
 * @returns The module's bytes; the same source gives the same bytes.
 * @throws {Error} With the compiler's own words.
 */
export async function compileKernels(entry: string, relaxed: boolean): Promise<Uint8Array> {
  const output = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main([
    entry,
    "--outFile=kernels.wasm",
    "-O3",
    "--noAssert",
    "--runtime=stub",
    "--use=abort=",
    "--enable=simd",
    "--enable=bulk-memory",
    ...(relaxed ? ["--enable=relaxed-simd"] : []),
    "--importMemory",
    "--noExportMemory",
  ], {
    readFile: (name: string) => Deno.readTextFile(new URL(name, root)).catch(() => null),
    writeFile: (name: string, contents: Uint8Array | string) => void output.set(name, contents),
    listFiles: () => [],
  });
  const bytes = output.get("kernels.wasm");
  if (error || !(bytes instanceof Uint8Array)) {
    throw new Error(`Cannot compile ${entry}: ${stderr}`, { cause: error });
  }
  return bytes;
}
