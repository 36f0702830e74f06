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
 * `conv10`): files keep names, but not the order of the layers. A layer that
 * finds none takes one whose weight alone fits, so that what is said to be
 * missing is what is. What matches nothing keeps its name.
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
  const layers = [...new Set([...shapes.keys()].map(prefixOf))];
  const ours = new Map<string, string>();
  for (const parts of [["weight", "bias"], ["weight"]]) {
    const unmatched = layers.filter((layer) => ![...ours.values()].includes(layer));
    for (const layer of unmatched) {
      const found = prefixes.find((prefix) =>
        !ours.has(prefix) &&
        parts.every((part) => {
          const array = arrays.get(`${prefix}${part}`);
          return array && sameShape(array.shape, shapes.get(`${layer}${part}`)!);
        })
      );
      if (found !== undefined) ours.set(found, layer);
    }
  }
  return new Map([...arrays].map(([name, array]): [string, WeightArray] => {
    const prefix = prefixOf(name);
    const own = `${ours.get(prefix)}${name.slice(prefix.length)}`;
    return [shapes.has(own) && sameShape(array.shape, shapes.get(own)!) ? own : name, array];
  }));
}

const prefixOf = (name: string): string => name.slice(0, name.lastIndexOf(".") + 1);

const { compare: naturally } = new Intl.Collator("en", { numeric: true });
