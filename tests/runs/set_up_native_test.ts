import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { NativeLibraryError, platformName } from "../../src/backend/native/library.ts";
import { onnxRuntimeLibraries } from "../../src/backend/native/platform_libraries.ts";
import { setUpNative } from "../../src/runs/set_up_native.ts";
import { onnxRuntimeForTests } from "../support/native_library.ts";

const mayWrite = Deno.permissions.querySync({ name: "write" }).state === "granted";
const real = onnxRuntimeForTests();
const missing = real.missing ?? (mayWrite ? null : "needs --allow-write");
const wanted = onnxRuntimeLibraries[platformName() ?? ""];

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(`${folder}/new/native`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "setUpNative puts the library where it was asked to, once, and mends it" +
    (missing === null ? "" : ` [${missing}]`),
  ignore: missing !== null,
  fn: () =>
    inFolder(async (folder) => {
      const asked: string[] = [];
      const readPackage = (specifier: string, file: string) => {
        asked.push(`${specifier}/${file}`);
        return Deno.readFile(real.path!);
      };
      const setUp = () => setUpNative({ folder, readPackage });
      const { already, path, sha256 } = await setUp();
      assertEquals([already, path], [false, `${folder}/${wanted.file}`]);
      assertEquals(sha256, wanted.sha256);
      assertEquals((await setUp()).already, true);
      assertEquals(asked, [`npm:${wanted.package}@1.13.8/${wanted.file}`]);
      await Deno.truncate(path, 1000);
      assertEquals((await setUp()).already, false);
      assertEquals((await Deno.stat(path)).size, (await Deno.stat(real.path!)).size);
      assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 1);
    }),
});

Deno.test({
  name: "setUpNative keeps nothing that has another hash than it must have" +
    (mayWrite && wanted ? "" : " [needs --allow-write]"),
  ignore: !mayWrite || wanted === undefined,
  fn: () =>
    inFolder(async (folder) => {
      const readPackage = () => Promise.resolve(new Uint8Array(10));
      const setUp = () => setUpNative({ folder, readPackage });
      const error = await assertRejects(setUp, NativeLibraryError, wanted.sha256);
      assertEquals(error.fault, "hash");
      await assertRejects(() => Deno.stat(folder), Deno.errors.NotFound);
    }),
});

Deno.test({
  name: "setUpNative leaves nothing behind where the package cannot be read" +
    (mayWrite && wanted ? "" : " [needs --allow-write]"),
  ignore: !mayWrite || wanted === undefined,
  fn: () =>
    inFolder(async (folder) => {
      const readPackage = () => Promise.reject(new Error("the network is down"));
      const setUp = () => setUpNative({ folder, readPackage });
      const error = await assertRejects(setUp, Error);
      assertStringIncludes(error.message, "the network is down");
      await assertRejects(() => Deno.stat(folder), Deno.errors.NotFound);
    }),
});
