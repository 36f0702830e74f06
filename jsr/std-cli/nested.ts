type Tree = Record<string, unknown>;

/** Whether a dotted name leads to anything, be it null. */
export function hasNested(tree: Tree, name: string): boolean {
  let value: unknown = tree;
  for (const key of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Tree)[key];
  }
  return true;
}

/** Puts a value where a dotted name leads to, or adds it to the array there. */
export function setNested(tree: Tree, name: string, value: unknown, collect = false): void {
  const keys = name.split(".");
  const last = keys.pop()!;
  let node = tree;
  for (const key of keys) {
    if (!Object.hasOwn(node, key)) define(node, key, {});
    node = node[key] as Tree;
  }
  const before = Object.hasOwn(node, last) ? node[last] : undefined;
  if (!collect) define(node, last, value);
  else if (Array.isArray(before)) before.push(value);
  else define(node, last, before ? [before, value] : [value]);
}

/** Assigns as an own property, whatever the name is (`__proto__`, say). */
function define(node: Tree, key: string, value: unknown): void {
  Object.defineProperty(node, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
