import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { openCblas } from "../../../src/backend/native/cblas.ts";
import {
  mayUseFfi,
  type NativeFault,
  NativeLibraryError,
  openLibrary,
} from "../../../src/backend/native/library.ts";
import { openNativeProvider } from "../../../src/backend/native/open_provider.ts";
import { onnxRuntimeForTests } from "../../support/native_library.ts";
import { PlainHeap } from "../../support/plain_heap.ts";

const symbols = { OrtGetApiBase: { parameters: [], result: "usize" } } as const;
const real = onnxRuntimeForTests();
const mayWrite = Deno.permissions.querySync({ name: "write" }).state === "granted";
const missing = real.missing ?? (mayWrite ? null : "needs --allow-write");

async function assertFault(
  fault: NativeFault,
  open: () => Promise<unknown>,
  says: readonly string[],
): Promise<void> {
  const error = await assertRejects(open, NativeLibraryError);
  assertEquals(error.fault, fault, error.message);
  for (const words of says) assertStringIncludes(error.message, words);
  assert(!error.message.includes("\n"), "one line");
}

/** Runs a test with a damaged copy of the real library. */
async function withCopy(
  damage: (bytes: Uint8Array) => Uint8Array,
  run: (folder: string, path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/${real.path!.split("/").at(-1)}`;
  try {
    await Deno.writeFile(path, damage(await Deno.readFile(real.path!)));
    await run(folder, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "openLibrary says which permission it lacks, and asks nobody" +
    (mayUseFfi() ? " [--allow-ffi is given]" : ""),
  ignore: mayUseFfi(),
  fn: async () => {
    const says = ["data/cache/native/x.so", "--allow-ffi=data/cache/native/x.so"];
    await assertFault("permission", () => openLibrary("data/cache/native/x.so", symbols), says);
    const heap = new PlainHeap().heap;
    await assertFault("permission", () => openNativeProvider(heap), ["--allow-ffi"]);
  },
});

const withReal = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: name + (missing === null ? "" : ` [${missing}]`),
    ignore: missing !== null,
    fn,
  });

withReal("openLibrary refuses a file that is missing, foreign or no library", async () => {
  await assertFault("missing", () => openLibrary("data/cache/none.so", symbols), ["none.so"]);
  const none = () => openLibrary("data/cache/none.so", symbols, { sha256: "00" });
  await assertFault("missing", none, ["deno task setup-native"]);
  const foreign = () => openCblas(new PlainHeap().heap, real.path!);
  await assertFault("symbol", foreign, ["cblas_sgemm", "another library"]);
  await withCopy(() => new TextEncoder().encode("not a library"), async (_, path) => {
    await assertFault("unusable", () => openLibrary(path, symbols), [path, "damaged"]);
  });
});

withReal("openNativeProvider never opens a file whose hash is wrong", async () => {
  const damages: ((bytes: Uint8Array) => Uint8Array)[] = [
    (bytes) => bytes.with(bytes.length >> 1, 255 - bytes[bytes.length >> 1]),
    (bytes) => bytes.slice(0, 100_000), // to open it would end the process
    () => new Uint8Array(),
  ];
  for (const damage of damages) {
    await withCopy(damage, async (folder, path) => {
      const open = () => openNativeProvider(new PlainHeap().heap, { folder });
      const says = [`Cannot open ${path}`, "delete the file", "deno task setup-native"];
      await assertFault("hash", open, says);
    });
  }
});

withReal("openNativeProvider names what to do where nothing is set up", async () => {
  const search = { folder: "data/cache/nothing", blasPaths: ["/nowhere/libopenblas.so.0"] };
  const open = () => openNativeProvider(new PlainHeap().heap, search);
  await assertFault("missing", open, ["Cannot start the native kernels", "deno task setup-native"]);
});

withReal("openNativeProvider takes ONNX Runtime from the folder that was filled", async () => {
  const { library } = await openNativeProvider(new PlainHeap().heap, { blasPaths: [] });
  assertEquals(library.provider, "ONNX Runtime");
  assertEquals(library.path, real.path);
});
