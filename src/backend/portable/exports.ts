/**
 * What the compiled kernels export. Every number is an i32: a size, flags, or
 * an address; `window` is the address of thirteen i32 (`assembly/window.ts`).
 *
 * @module
 */
import type { Address } from "../kernels/kernel_set.ts";

/** Add the bias: `assembly/tile.ts`. */
export const addBias = 2;
/** Negative results become 0. */
export const applyRelu = 4;

type Window = Address;
type Scratch = Address;

/** The exports; a function named `…Scratch` says how many bytes its namesake wants. */
export interface PortableExports extends WebAssembly.Exports {
  gemmScratch(m: number, k: number): number;
  gemm(
    m: number,
    n: number,
    k: number,
    transposeA: number,
    transposeB: number,
    a: Address,
    b: Address,
    c: Address,
    flags: number,
    bias: Address,
    scratch: Scratch,
  ): void;
  rowProducts(rows: number, k: number, a: Address, x: Address, y: Address): void;
  columnProductsScratch(n: number): number;
  columnProducts(
    rows: number,
    n: number,
    a: Address,
    x: Address,
    y: Address,
    scratch: Scratch,
  ): void;
  convForwardScratch(window: Window, plan: Scratch): number;
  convForward(
    window: Window,
    x: Address,
    filter: Address,
    y: Address,
    flags: number,
    bias: Address,
    scratch: Scratch,
  ): void;
  convFilterGradientScratch(window: Window, plan: Scratch): number;
  convFilterGradient(
    window: Window,
    x: Address,
    dy: Address,
    dfilter: Address,
    scratch: Scratch,
  ): void;
  convInputGradientScratch(window: Window): number;
  convInputGradient(
    window: Window,
    dy: Address,
    filter: Address,
    dx: Address,
    scratch: Scratch,
  ): void;
  winogradForwardScratch(window: Window, plan: Scratch): number;
  winogradForward(
    window: Window,
    x: Address,
    filter: Address,
    y: Address,
    flags: number,
    bias: Address,
    scratch: Scratch,
  ): number;
  winogradFilterGradientScratch(window: Window, plan: Scratch): number;
  winogradFilterGradient(
    window: Window,
    x: Address,
    dy: Address,
    dfilter: Address,
    scratch: Scratch,
  ): number;
  winogradInputGradientScratch(window: Window): number;
  winogradInputGradient(
    window: Window,
    dy: Address,
    filter: Address,
    dx: Address,
    scratch: Scratch,
  ): number;
  maxPool(window: Window, x: Address, y: Address): void;
  maxPoolGradient(window: Window, x: Address, dy: Address, dx: Address): void;
  avgPool(window: Window, x: Address, y: Address): void;
  avgPoolGradient(window: Window, dy: Address, dx: Address): void;
  columnSums(rows: number, columns: number, x: Address, sums: Address): void;
  reluGradient(size: number, dy: Address, y: Address, dx: Address): void;
  combine(
    size: number,
    x: Address,
    alpha: number,
    y: Address,
    beta: number,
    z: Address,
    gamma: number,
    out: Address,
  ): void;
  nesterovStep(
    size: number,
    weights: Address,
    velocity: Address,
    gradient: Address,
    momentum: number,
    rate: number,
    newWeights: Address,
    newVelocity: Address,
  ): void;
}
