/**
 * Weights under other names than ours, matched to layers.
 *
 * @module
 */
import type { WeightArray, WeightArrays } from "../types.ts";
import { sameShape } from "./check_weights.ts";

/**
 * Renames tensors of a file to the names of ours. Where one of the names is
 * ours already, all are left as they are. Else `PREFIX.weight` and
 * `PREFIX.bias` belong together, and each of our layers, first to last, takes
 * the first prefix that has its shapes, in natural order (`conv2` before
 * `conv10`): files keep names, but not the order of the layers. What matches
 * nothing keeps its name.
 *
 * @param arrays The file's tensors.
 * @param shapes What our names must have, in the file's layout, in the order of the layers.
 */
export function matchLayers(
  arrays: WeightArrays,
  shapes: ReadonlyMap<string, readonly number[]>,
): WeightArrays {
  if ([...arrays.keys()].some((name) => shapes.has(name))) return arrays;
  const prefixes = [...new Set([...arrays.keys()].map(prefixOf))].sort(naturally);
  const ours = new Map<string, string>();
  for (const layer of new Set([...shapes.keys()].map(prefixOf))) {
    const found = prefixes.find((prefix) =>
      !ours.has(prefix) &&
      ["weight", "bias"].every((part) => {
        const array = arrays.get(`${prefix}${part}`);
        return array && sameShape(array.shape, shapes.get(`${layer}${part}`)!);
      })
    );
    if (found !== undefined) ours.set(found, layer);
  }
  return new Map([...arrays].map(([name, array]): [string, WeightArray] => {
    const layer = ours.get(prefixOf(name));
    return [layer === undefined ? name : layer + name.slice(prefixOf(name).length), array];
  }));
}

const prefixOf = (name: string): string => name.slice(0, name.lastIndexOf(".") + 1);

const { compare: naturally } = new Intl.Collator("en", { numeric: true });
