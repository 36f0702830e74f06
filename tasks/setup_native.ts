// deno-lint-ignore-file no-console -- a task talks to whoever runs it
/**
 * `deno task setup-native`: fetches the library of the native kernels, checks
 * its hash, and says where it lies.
 */
import { setUpNative } from "../src/runs/set_up_native.ts";

const help = `Fetches the library that --backend native multiplies with, once.

Usage: deno task setup-native [--help]

ONNX Runtime's shared library for this platform comes from its npm package, is
checked against a pinned SHA-256 and copied to data/cache/native. A system's own
Accelerate or OpenBLAS needs no setup.`;

const unknown = Deno.args.find((argument) => argument !== "--help");
if (unknown !== undefined) {
  console.error(`Unknown argument ${unknown}: deno task setup-native --help lists those there are`);
  Deno.exit(2);
}
if (Deno.args.length > 0) console.log(help);
else await main();

async function main(): Promise<void> {
  try {
    const { path, package: from, sha256, already } = await setUpNative();
    console.log(`${path}\n  ${already ? "was there already" : "fetched"}, from ${from}`);
    console.log(`  SHA-256 ${sha256}, as it must be`);
    console.log("Use it with --backend native, or let --backend auto find it.");
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
