/**
 * Memory and functions that a library owns, by pointer. For all of it Deno
 * wants permission for the whole of FFI: one for a library's path is not enough.
 *
 * @module
 */

/** A number that points into this process's memory. */
export type Pointer = number | bigint;

/** What a pointer is to a function that returns one; null for none. */
export type ForeignPointer = Deno.PointerValue;

/** The types of a function of a library. */
export type FunctionType = Deno.ForeignFunction;

/** How such a function is called. */
export type ForeignCall<Type extends FunctionType> = Deno.UnsafeFnPointer<Type>["call"];

/** Where a view's first byte lies. */
export function pointerOf(view: ArrayBufferView<ArrayBuffer>): number {
  return Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(view)));
}

/** The pointer that is stored `offset` bytes behind another. */
export function readPointer(pointer: Pointer, offset: number): bigint {
  return viewAt(pointer).getBigUint64(offset);
}

/** The zero-ended text that lies at a pointer. */
export function readText(pointer: Pointer): string {
  return viewAt(pointer).getCString();
}

/** The function that a pointer leads to. */
export function functionAt<const Type extends FunctionType>(
  pointer: Pointer,
  type: Type,
): ForeignCall<Type> {
  const target = Deno.UnsafePointer.create(BigInt(pointer)) as Deno.PointerObject<Type>;
  const foreign = new Deno.UnsafeFnPointer(target, type);
  return foreign.call.bind(foreign) as ForeignCall<Type>;
}

function viewAt(pointer: Pointer): Deno.UnsafePointerView {
  return new Deno.UnsafePointerView(
    Deno.UnsafePointer.create(BigInt(pointer)) as Deno.PointerObject,
  );
}
