import { assert, assertEquals } from "@std/assert";
import type { KernelSet } from "../../../src/backend/kernels/kernel_set.ts";
import { openCblas } from "../../../src/backend/native/cblas.ts";
import { platformName } from "../../../src/backend/native/library.ts";
import { makeNativeSet } from "../../../src/backend/native/native_set.ts";
import { openOnnxRuntime } from "../../../src/backend/native/onnx_runtime.ts";
import {
  onnxRuntimeLibraries,
  onnxRuntimeVersion,
} from "../../../src/backend/native/platform_libraries.ts";
import type { NativeProvider } from "../../../src/backend/native/provider.ts";
import { portableKernels } from "../../../src/backend/portable/portable_kernels.ts";
import { assertClose } from "../../support/close.ts";
import { someNumbers } from "../../support/conv_arbitrary.ts";
import {
  onnxRuntimeForTests,
  systemBlasForTests,
  type TestLibrary,
} from "../../support/native_library.ts";
import { PlainHeap } from "../../support/plain_heap.ts";
import { convShape, multiplyPlainly } from "../../support/reference_kernels.ts";
import {
  checkConvolution,
  checkConvolutions,
  checkProducts,
  type ConvolutionCheck,
} from "../../support/set_laws.ts";

const pinned = onnxRuntimeLibraries[platformName() ?? ""]?.sha256 ?? "";

interface Opener {
  readonly name: string;
  readonly library: TestLibrary;
  open(plain: PlainHeap, path: string): Promise<NativeProvider>;
}

const openers: Opener[] = [
  {
    name: "openOnnxRuntime",
    library: onnxRuntimeForTests(),
    open: (plain, path) => openOnnxRuntime(plain.heap, path, pinned),
  },
  {
    name: "openOnnxRuntime without its convolutions",
    library: onnxRuntimeForTests(),
    open: async (plain, path) => ({
      ...await openOnnxRuntime(plain.heap, path, pinned),
      convolution: null,
    }),
  },
  {
    name: "openCblas",
    library: systemBlasForTests(),
    open: (plain, path) => openCblas(plain.heap, path),
  },
];

/** What every provider must do, each law on a heap and a provider of its own. */
const laws: { name: string; check: (provider: NativeProvider, plain: PlainHeap) => unknown }[] = [];
const law = (name: string, check: (typeof laws)[number]["check"]) => laws.push({ name, check });

const setOf = async (provider: NativeProvider, { heap }: PlainHeap): Promise<KernelSet> =>
  await makeNativeSet(provider, { heap, rest: await portableKernels(heap) });

law("multiplies in all transpositions, with bias and ReLU", async (provider, plain) => {
  checkProducts(await setOf(provider, plain), plain, 200);
});

law(
  "gives an image the same in a batch that is too large to copy at once",
  async (provider, plain) => {
    const set = await setOf(provider, plain), pixels = 360 * 360;
    const shapeOf = (batch: number) =>
      convShape({
        ...{ batch, inHeight: 360, inWidth: 360, inChannels: 16, outChannels: 32 },
        ...{ window: [1, 1], strides: [1, 1], padding: [0, 0, 0, 0] },
      });
    const x = plain.put(someNumbers(3 * 16 * pixels, 8)), y = plain.room(3 * 32 * pixels);
    const filter = plain.put(someNumbers(16 * 32, 9)), alone = plain.room(32 * pixels);
    const epilogue = { bias: plain.put(someNumbers(32, 10)), relu: true };
    set.convForward(shapeOf(3), { x, filter, y }, epilogue);
    for (const image of [0, 1, 2]) {
      const at = { x: x + 4 * image * 16 * pixels, filter, y: alone };
      set.convForward(shapeOf(1), at, epilogue);
      const together = plain.get(y + 4 * image * 32 * pixels, 32 * pixels);
      const single = plain.get(alone, 32 * pixels);
      assert(together.every((value, i) => value === single[i]), `image ${image}`);
    }
  },
);

law("adds to what is there when it accumulates", (provider, plain) => {
  for (const [transposeA, transposeB] of [[false, false], [true, false], [false, true]]) {
    const shape = { m: 7, n: 33, k: 40, transposeA: transposeA!, transposeB: transposeB! };
    const [a, b, c] = [someNumbers(280, 1), someNumbers(1320, 2), someNumbers(231, 3)];
    const at = { a: plain.put(a), b: plain.put(b), c: plain.put(c) };
    provider.multiply(shape, at, { accumulate: true });
    provider.multiply(shape, at, { accumulate: true });
    const once = multiplyPlainly(shape, a, b);
    assertClose(plain.get(at.c, 231), once.map((value, i) => 2 * value + c[i]!), "sum");
  }
});

law("does several products in one call", (provider, plain) => {
  for (const [transposeA, transposeB] of [[false, false], [true, false], [false, true]]) {
    const shape = { m: 5, n: 6, k: 7, transposeA: transposeA!, transposeB: transposeB! };
    const [a, b, c] = [someNumbers(3 * 35, 1), someNumbers(3 * 42, 2), someNumbers(3 * 30, 3)];
    const at = { a: plain.put(a), b: plain.put(b), c: plain.put(c) };
    const expected = [0, 1, 2].flatMap((i) => [
      ...multiplyPlainly(shape, a.subarray(35 * i), b.subarray(42 * i)),
    ]);
    provider.multiply(shape, at, { count: 3, accumulate: true });
    assertClose(plain.get(at.c, 90), expected.map((v, i) => v + c[i]!), "sums");
    provider.multiply(shape, at, { count: 3 });
    assertClose(plain.get(at.c, 90), expected, "products");
  }
});

law("writes a product over NaN and carries NaN and infinities through", (provider, plain) => {
  const a = Float32Array.of(1, 2, NaN, 1, Infinity, 1);
  const b = Float32Array.of(1, 1, 1, -1);
  const shape = { m: 3, n: 2, k: 2, transposeA: false, transposeB: false };
  const at = { a: plain.put(a), b: plain.put(b), c: plain.room(6) };
  provider.multiply(shape, at);
  assertEquals([...plain.get(at.c, 6)], [3, -1, NaN, NaN, Infinity, Infinity]);
});

law("convolves, and gives both gradients, as defined", async (provider, plain) => {
  checkConvolutions(await setOf(provider, plain), plain, 150);
});

law("convolves blocks of channels in every padding and stride", async (provider, plain) => {
  const set = await setOf(provider, plain);
  for (const strides of [[1, 1], [2, 2], [2, 1]] as const) {
    for (const padding of [[0, 0, 0, 0], [1, 1, 1, 1], [2, 1, 0, 2], [4, 5, 1, 6]] as const) {
      const window = [3, 4] as const;
      const sizes = { batch: 3, inHeight: 9, inWidth: 8, window, strides, padding };
      for (const [inChannels, outChannels] of [[16, 32], [48, 16], [1, 64], [32, 10]] as const) {
        const shape = convShape({ ...sizes, inChannels, outChannels });
        checkConvolution(set, plain, { shape, biased: true, relu: true });
        checkConvolution(set, plain, { shape, biased: false, relu: false });
      }
    }
  }
});

law(
  "convolves many channels, which is done another way, in every padding",
  async (provider, plain) => {
    const set = await setOf(provider, plain);
    const around = { window: [3, 3] as const, strides: [1, 1] as const };
    for (const padding of [[0, 0, 0, 0], [1, 1, 1, 1], [2, 0, 1, 2], [4, 3, 3, 5]] as const) {
      for (const [batch, size] of [[3, 8], [70, 5]] as const) {
        const sizes = { batch, inHeight: size, inWidth: size + 1, ...around, padding };
        const shape = convShape({ ...sizes, inChannels: 32, outChannels: 36 });
        checkConvolution(set, plain, { shape, biased: true, relu: size > 5 });
      }
    }
  },
);

law("lets NaN and infinities reach what they touch, and padding never", async (provider, plain) => {
  const set = await setOf(provider, plain);
  const sizes = { batch: 2, inHeight: 5, inWidth: 6, window: [3, 3] as const };
  for (const [inChannels, outChannels] of [[16, 32], [1, 16], [3, 5], [32, 32]] as const) {
    for (const strides of [[1, 1], [2, 2]] as const) {
      for (const padding of [[0, 0, 0, 0], [1, 1, 1, 1], [2, 0, 1, 2]] as const) {
        const shape = convShape({ ...sizes, inChannels, outChannels, strides, padding });
        for (const value of [NaN, Infinity, -Infinity]) {
          for (const spoilt of ["x", "filter", "dy"] as const) {
            const spoil: ConvolutionCheck["spoil"] = (numbers) => numbers[spoilt][1] = value;
            checkConvolution(set, plain, { shape, biased: false, relu: value > 0, spoil });
          }
        }
      }
    }
  }
});

law(
  "goes on after the heap has grown, and with more tensors than it keeps",
  async (provider, plain) => {
    const set = await setOf(provider, plain);
    checkProducts(set, plain, 20);
    plain.grow(16);
    checkProducts(set, plain, 20);
    const one = { m: 1, n: 1, k: 1, transposeA: false, transposeB: false };
    const [a, b] = [plain.put(someNumbers(5000, 1)), plain.put(someNumbers(5000, 2))];
    const c = plain.room(5000);
    for (let i = 0; i < 20_000; i += 4) {
      provider.multiply(one, { a: a + i, b: b + i, c: c + i });
    }
    const factors = plain.get(b, 5000);
    assertClose(
      plain.get(c, 5000),
      plain.get(a, 5000).map((v, i) => v * factors[i]!),
      "products",
      0,
    );
  },
);
for (const { name, library: { path, missing }, open } of openers) {
  Deno.test({
    name: `${name} gives a provider that obeys every law${missing === null ? "" : ` [${missing}]`}`,
    ignore: missing !== null,
    fn: async (t) => {
      for (const { name, check } of laws) {
        await t.step(name, async () => {
          const plain = new PlainHeap();
          await check(await open(plain, path!), plain);
        });
      }
    },
  });
}

Deno.test({
  name: "openOnnxRuntime says what it opened",
  ignore: onnxRuntimeForTests().missing !== null,
  fn: async () => {
    const { path } = onnxRuntimeForTests();
    const { library, convolution } = await openOnnxRuntime(new PlainHeap().heap, path!, pinned);
    assertEquals(library, {
      provider: "ONNX Runtime",
      version: onnxRuntimeVersion,
      path: path!,
      sha256: pinned,
      pinned: true,
    });
    if (Deno.build.arch === "x86_64") assert(convolution, "blocked convolutions on x86-64");
  },
});

Deno.test({
  name: "openCblas reports the file's hash as found, not as pinned",
  ignore: systemBlasForTests().missing !== null,
  fn: async () => {
    const { library } = await openCblas(new PlainHeap().heap, systemBlasForTests().path!);
    assertEquals(library.pinned, false);
    if (Deno.build.os === "linux") assertEquals(library.sha256?.length, 64);
  },
});
