// deno-lint-ignore-file no-console
/**
 * Writes the wasm binaries as base64 into modules, so that a backend starts
 * without a permission, a download, or a flag of the program that imports this
 * package: `src/backend/stock_wasm.ts` is tfjs's own file, the others are ours,
 * compiled from the `assembly` beside them. `--check` compiles and compares only.
 */
import { compileKernels } from "./compile_kernels.ts";

interface Constant {
  readonly name: string;
  readonly comment: string;
  readonly bytes: Uint8Array;
}

function moduleText(origin: string, constants: readonly Constant[]): string {
  const lines = constants.flatMap(({ name, comment, bytes }) => [
    `/** ${comment}, base64. */`,
    `export const ${name}: string = "${bytes.toBase64()}";`,
  ]);
  return [`// Made by \`deno task embed-wasm\` from ${origin}. Do not edit.`, ...lines, ""].join(
    "\n",
  );
}

const stock = import.meta.resolve(
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
);
const portable = "src/backend/portable/assembly/index.ts";
const loops = "src/backend/native/assembly/index.ts";
const texts: Record<string, string> = {
  "src/backend/stock_wasm.ts": moduleText("@tensorflow/tfjs-backend-wasm 4.22.0", [{
    name: "stockWasm",
    comment: "tfjs's own SIMD build for the wasm backend",
    bytes: await Deno.readFile(new URL(stock)),
  }]),
  "src/backend/portable/kernels_wasm.ts": moduleText("./assembly with assemblyscript 0.28.20", [
    {
      name: "relaxedKernels",
      comment: "The kernels with relaxed SIMD (fused multiply-add)",
      bytes: await compileKernels(portable, true),
    },
    {
      name: "plainKernels",
      comment: "The same source with a multiplication and an addition",
      bytes: await compileKernels(portable, false),
    },
  ]),
  "src/backend/native/loops_wasm.ts": moduleText("./assembly with assemblyscript 0.28.20", [{
    name: "loopsWasm",
    comment: "The loops around matrix products",
    bytes: await compileKernels(loops, false),
  }]),
};

let stale = false;
for (const [path, text] of Object.entries(texts)) {
  const target = new URL(`../${path}`, import.meta.url);
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(target, text);
  } else if (await Deno.readTextFile(target).catch(() => "") !== text) {
    console.error(`${path} differs from what it is made of: run \`deno task embed-wasm\``);
    stale = true;
  }
}
if (stale) Deno.exit(1);
