type Pairs = Map<object, object>;

/**
 * Whether two values are deeply equal: NaN equals NaN and 0 equals -0, maps and
 * sets compare without order, classes and the set of keys must be the same.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Pairs): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (classOf(a) !== classOf(b)) return false;
  if (a instanceof RegExp || a instanceof URL) return String(a) === String(b);
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof Error && a.message !== (b as Error).message) return false;
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`cannot compare ${classOf(a).name} instances`);
  }
  if (a instanceof WeakRef) return compare(a.deref(), (b as WeakRef<object>).deref(), seen);
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (ArrayBuffer.isView(a)) return equalViews(a, b as ArrayBufferView);
  if (a instanceof ArrayBuffer) return equalViews(new DataView(a), new DataView(b as ArrayBuffer));
  if (a instanceof Set) return equalSets(a, b as Set<unknown>, seen);
  if (a instanceof Map) return equalMaps(a, b as Map<unknown, unknown>, seen);
  return equalKeys(a, b, seen);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** An object without a prototype counts as a plain one. */
function classOf(value: object): { readonly name: string } {
  return value.constructor ?? Object;
}

function equalViews(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const left = numbersOf(a);
  const right = numbersOf(b);
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i] && !Object.is(left[i], right[i])) return false;
  }
  return true;
}

function numbersOf(view: ArrayBufferView): ArrayLike<unknown> {
  if (!(view instanceof DataView)) return view as unknown as ArrayLike<unknown>;
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function equalSets(a: Set<unknown>, b: Set<unknown>, seen: Pairs): boolean {
  if (a.size !== b.size) return false;
  const rest = [...b].filter((value) => !a.has(value));
  return [...a].filter((value) => !b.has(value)).every((value) =>
    takeFirst(rest, (other) => compare(value, other, seen))
  );
}

function equalMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, seen: Pairs): boolean {
  if (a.size !== b.size) return false;
  const rest = [...b].filter(([key]) => !a.has(key));
  return [...a].every(([key, value]) =>
    b.has(key)
      ? compare(value, b.get(key), seen)
      : takeFirst(rest, (other) => compare(key, other[0], seen) && compare(value, other[1], seen))
  );
}

/** Removes the first element that matches, and says whether there was one. */
function takeFirst<T>(list: T[], matches: (value: T) => boolean): boolean {
  const index = list.findIndex(matches);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}

function equalKeys(a: object, b: object, seen: Pairs): boolean {
  const keys = enumerableKeys(a);
  if (keys.length !== enumerableKeys(b).length) return false;
  return keys.every((key) =>
    Object.hasOwn(b, key) && compare(Reflect.get(a, key), Reflect.get(b, key), seen)
  );
}

function enumerableKeys(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key)
  );
}
