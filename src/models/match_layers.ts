/**
 * Weights under other names than ours, matched to layers.
 *
 * @module
 */
import type { WeightArray, WeightArrays } from "../types.ts";
import { sameShape } from "./check_weights.ts";

type Shapes = ReadonlyMap<string, readonly number[]>;

/** New names by a file's own. */
type Renaming = ReadonlyMap<string, string>;

/**
 * Renames tensors of a file to the names of ours. Where every tensor has one of
 * our names and its shape, all are left as they are. Else the weight and the
 * bias of a layer are known by their names (`fc1.weight` and `fc1.bias`,
 * `fc1/kernel:0` and `fc1/bias:0`, `W1` and `b1`), and each of our layers, first
 * to last, takes the first pair that has its shapes, in natural order (`conv2`
 * before `conv10`): files keep names, but not the order of the layers. A layer
 * that finds none takes a weight that fits alone, so that what is said to be
 * missing is what is. Names that tell no weight from a bias will do where no two
 * tensors have one shape. What matches nothing keeps its name.
 *
 * @param arrays The file's tensors.
 * @param shapes What our names must have, in the file's layout, in the order of the layers.
 */
export function matchLayers(arrays: WeightArrays, shapes: Shapes): WeightArrays {
  if ([...arrays].every(([name, array]) => fits(array, shapes.get(name)))) return arrays;
  const told = [...arrays.keys()].some((name) => wordOf(name));
  const renaming = told ? byPairs(arrays, shapes) : byShapes(arrays, shapes);
  const moved = [...renaming].filter(([from, to]) => prefixOf(from) !== prefixOf(to));
  const taken = new Set(moved.map(([, to]) => prefixOf(to)));
  return new Map([...arrays].map(([name, array]): [string, WeightArray] => {
    const kept = taken.has(prefixOf(name)) ? `${name} of the file` : name;
    return [renaming.get(name) ?? kept, array];
  }));
}

/** Whether a file has the shapes that are needed, each as often, whatever the names. */
export function hasShapes(arrays: WeightArrays, shapes: Shapes): boolean {
  const sorted = (all: Iterable<readonly number[]>) => [...all].map(String).sort().join(" ");
  return sorted([...arrays.values()].map(({ shape }) => shape)) === sorted(shapes.values());
}

function byPairs(arrays: WeightArrays, shapes: Shapes): Renaming {
  const names = namesByPart(arrays);
  const prefixes = [...new Set([...names.keys()].map(prefixOf))].sort(naturally);
  const layers = [...new Set([...shapes.keys()].map(prefixOf))];
  const ours = new Map<string, string>();
  for (const parts of [["weight", "bias"], ["weight"]]) {
    const unmatched = layers.filter((layer) => ![...ours.values()].includes(layer));
    for (const layer of unmatched) {
      const found = prefixes.find((prefix) =>
        !ours.has(prefix) && parts.every((part) => {
          const name = names.get(`${prefix}.${part}`);
          return name !== undefined && fits(arrays.get(name)!, shapes.get(`${layer}.${part}`));
        })
      );
      if (found !== undefined) ours.set(found, layer);
    }
  }
  const pairs = [...names].map(([part, name]): [string, string] => {
    const prefix = prefixOf(part);
    return [name, `${ours.get(prefix)}${part.slice(prefix.length)}`];
  });
  return new Map(pairs.filter(([name, our]) => fits(arrays.get(name)!, shapes.get(our))));
}

function fits({ shape }: WeightArray, wanted: readonly number[] | undefined): boolean {
  return wanted !== undefined && sameShape(shape, wanted);
}

/** Only where that leaves no choice at all. */
function byShapes(arrays: WeightArrays, shapes: Shapes): Renaming {
  const ours = new Map([...shapes].map(([name, shape]) => [String(shape), name]));
  if (ours.size < shapes.size || !hasShapes(arrays, shapes)) return new Map();
  return new Map([...arrays].map(([name, { shape }]) => [name, ours.get(String(shape))!]));
}

/** The names that tell a layer's part, by `LAYER.weight` or `LAYER.bias`: of two that tell the same, one stays over. */
function namesByPart(arrays: WeightArrays): Map<string, string> {
  const names = new Map<string, string>();
  for (const name of arrays.keys()) {
    const word = wordOf(name);
    if (!word) continue;
    const rest = name.slice(0, word.index) + name.slice(word.index + word[0].length);
    const layer = rest.replace(/:0$/, "").replace(/[^\p{L}\p{N}]+$/u, "");
    names.set(`${layer}.${/^b/i.test(word[0]) ? "bias" : "weight"}`, name);
  }
  return names;
}

/** The last word in a name that tells a weight from a bias. */
function wordOf(name: string): RegExpExecArray | undefined {
  const words = /(weights?|kernels?|bias(es)?|(?<![a-z])[wb])(?![a-z])/gi;
  return [...name.matchAll(words)].at(-1);
}

const prefixOf = (name: string): string => name.slice(0, name.lastIndexOf("."));

const { compare: naturally } = new Intl.Collator("en", { numeric: true });
