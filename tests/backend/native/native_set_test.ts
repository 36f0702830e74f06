import { assertEquals } from "@std/assert";
import type { KernelSet } from "../../../src/backend/kernels/kernel_set.ts";
import { makeNativeSet } from "../../../src/backend/native/native_set.ts";
import type { NativeProvider } from "../../../src/backend/native/provider.ts";
import { portableKernels } from "../../../src/backend/portable/portable_kernels.ts";
import { assertClose } from "../../support/close.ts";
import { someNumbers } from "../../support/conv_arbitrary.ts";
import { PlainHeap } from "../../support/plain_heap.ts";
import { convShape, multiplyPlainly } from "../../support/reference_kernels.ts";
import {
  checkConvolution,
  checkConvolutions,
  checkProducts,
  type ConvolutionCheck,
} from "../../support/set_laws.ts";

const library = { provider: "plain", version: "1.0", path: "", sha256: null, pinned: false };

/** A provider in plain TypeScript, so that all around it is tested without a permission. */
function plainProvider({ heap }: PlainHeap): NativeProvider {
  return {
    library,
    convolution: null,
    transposesFreely: false,
    multiply(shape, at, { accumulate = false, count = 1 } = {}) {
      const { m, n, k } = shape;
      for (let i = 0; i < count; i++) {
        const a = heap.floats(at.a + 4 * i * m * k, m * k);
        const b = heap.floats(at.b + 4 * i * k * n, k * n);
        const c = heap.floats(at.c + 4 * i * m * n, m * n);
        const product = multiplyPlainly(shape, a, b);
        c.set(accumulate ? product.map((value, j) => value + c[j]!) : product);
      }
    },
  };
}

async function plainSet(): Promise<{ set: KernelSet; rest: KernelSet; plain: PlainHeap }> {
  const plain = new PlainHeap();
  const rest = await portableKernels(plain.heap);
  return {
    rest,
    set: await makeNativeSet(plainProvider(plain), { heap: plain.heap, rest }),
    plain,
  };
}

Deno.test("makeNativeSet says whose products it uses and leaves the other kernels to the rest", async () => {
  const { set, rest } = await plainSet();
  assertEquals(set.name, "native, plain 1.0");
  assertEquals(set.maxPool, rest.maxPool);
});

Deno.test("makeNativeSet multiplies, adds the bias and cuts off as defined", async () => {
  const { set, plain } = await plainSet();
  checkProducts(set, plain);
});

Deno.test("makeNativeSet convolves, and gives both gradients, as defined", async () => {
  const { set, plain } = await plainSet();
  checkConvolutions(set, plain);
});

Deno.test("makeNativeSet cuts one large image into rows and many small ones into groups", async () => {
  const { set, plain } = await plainSet();
  const around = { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1] } as const;
  const large = { batch: 2, inHeight: 70, inWidth: 66, inChannels: 6, outChannels: 2, ...around };
  const many = { batch: 90, inHeight: 6, inWidth: 7, inChannels: 8, outChannels: 3, ...around };
  for (const sizes of [large, { ...large, inChannels: 24, strides: [2, 2] as const }, many]) {
    checkConvolution(set, plain, { shape: convShape(sizes), biased: true, relu: true });
  }
});

Deno.test("makeNativeSet convolves many channels another way, and falls back where that would spread NaN", async () => {
  const { set, plain } = await plainSet();
  const sizes = { batch: 3, inHeight: 7, inWidth: 6, inChannels: 32, outChannels: 32 };
  const shape = convShape({ ...sizes, window: [3, 3], strides: [1, 1], padding: [1, 0, 2, 1] });
  checkConvolution(set, plain, { shape, biased: true, relu: false });
  for (const spoilt of ["x", "filter", "dy"] as const) {
    const spoil: ConvolutionCheck["spoil"] = (numbers) => numbers[spoilt][700] = Infinity;
    checkConvolution(set, plain, { shape, biased: true, relu: true, spoil });
  }
});

Deno.test("makeNativeSet never multiplies padding by infinity, on whichever side it lies", async () => {
  const { set, plain } = await plainSet();
  const sizes = { batch: 2, inHeight: 4, inWidth: 5, inChannels: 3, outChannels: 2 };
  for (const side of [0, 1, 2, 3]) {
    const padding = [0, 0, 0, 0].map((_, i) => Number(i === side));
    const [top, bottom, left, right] = padding as [number, number, number, number];
    const around = {
      window: [2, 2],
      strides: [1, 1],
      padding: [top, bottom, left, right],
    } as const;
    const spoil: ConvolutionCheck["spoil"] = ({ filter }) => filter.fill(Infinity);
    const shape = convShape({ ...sizes, ...around });
    checkConvolution(set, plain, { shape, biased: false, relu: false, spoil });
  }
});

Deno.test("makeNativeSet keeps NaN and infinities through bias and ReLU", async () => {
  const { set, plain } = await plainSet();
  const a = plain.put([NaN, Infinity, -Infinity, 2, -3]);
  const b = plain.put([1]);
  const c = plain.room(5);
  const shape = { m: 5, n: 1, k: 1, transposeA: false, transposeB: false };
  set.gemm(shape, { a, b, c }, { bias: plain.put([0.5]), relu: true });
  assertEquals([...plain.get(c, 5)], [NaN, Infinity, 0, 2.5, 0]);
});

Deno.test("makeNativeSet goes on after the heap has grown", async () => {
  const { set, plain } = await plainSet();
  const shape = convShape({
    batch: 2,
    inHeight: 5,
    inWidth: 5,
    inChannels: 2,
    outChannels: 3,
    window: [3, 3],
    strides: [1, 1],
    padding: [0, 0, 0, 0],
  });
  checkConvolution(set, plain, { shape, biased: true, relu: false });
  plain.grow(8);
  checkConvolution(set, plain, { shape, biased: true, relu: false });
});

Deno.test("makeNativeSet adds up gradients in the filter over the parts in order", async () => {
  const { set, plain } = await plainSet();
  const shape = convShape({
    batch: 40,
    inHeight: 12,
    inWidth: 12,
    inChannels: 4,
    outChannels: 1,
    window: [5, 5],
    strides: [1, 1],
    padding: [2, 2, 2, 2],
  });
  const ones = plain.put(new Float32Array(40 * 144).fill(1));
  const x = plain.put(someNumbers(40 * 144 * 4, 8));
  const dfilter = plain.room(100);
  set.convFilterGradient(shape, { x, dy: ones, dfilter });
  const centre = plain.get(dfilter, 100).slice(48, 52); // the middle tap sees every pixel once
  const numbers = plain.get(x, 40 * 144 * 4);
  const sums = [0, 1, 2, 3].map((c) =>
    numbers.reduce((sum, value, i) => i % 4 === c ? sum + value : sum, 0)
  );
  assertClose(centre, sums, "sums over pixels", 1e-5);
});
