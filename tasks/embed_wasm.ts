// deno-lint-ignore-file no-console
/**
 * Writes `src/backend/stock_wasm.ts`: tfjs's own wasm file as base64 in a
 * module, so that the backend starts without a permission, a download, or a
 * flag of the program that imports this package. `--check` only compares.
 */
const source = import.meta.resolve(
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
);
const target = new URL("../src/backend/stock_wasm.ts", import.meta.url);

const bytes = await Deno.readFile(new URL(source));
const text = [
  "// Made by `deno task embed-wasm` from @tensorflow/tfjs-backend-wasm 4.22.0. Do not edit.",
  "/** tfjs's own SIMD build for the wasm backend, base64. */",
  `export const stockWasm: string = "${bytes.toBase64()}";`,
  "",
].join("\n");

if (Deno.args.includes("--check")) {
  if ((await Deno.readTextFile(target)) !== text) {
    console.error("src/backend/stock_wasm.ts differs from the package: run `deno task embed-wasm`");
    Deno.exit(1);
  }
} else {
  await Deno.writeTextFile(target, text);
}
