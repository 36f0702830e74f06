import type { Row } from "../types.ts";
import { type Datum, distinct } from "./channel.ts";

/**
 * Where rows come from, in words: profile, recipe, backend and seed. Empty
 * when the rows say nothing of it.
 *
 * @param rows The rows of a figure.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { provenance } from "@marginlab/marginlab";
 *
 * const rows = [1, 2].map((seed) => ({ profile: "quick", recipe: "released", backend: "wasm", seed }));
 * assertEquals(provenance(rows), "quick profile · released recipe · wasm backend · seeds 1, 2");
 * ```
 */
export function provenance<T extends Datum = Row>(rows: readonly T[]): string {
  const of = (field: string) =>
    distinct(rows.map((row) => row[field] ?? null)).filter((cell) => cell !== null && cell !== "");
  const parts = [
    ["profile", "profile"],
    ["recipe", "recipe"],
    ["backend", "backend"],
  ].map(([field, word]) => {
    const cells = of(field!);
    return cells.length === 0 ? "" : `${cells.join(" and ")} ${word}`;
  });
  return [...parts, seeds(of("seed").map(String))].filter((part) => part !== "").join(" · ");
}

function seeds(all: readonly string[]): string {
  if (all.length === 0) return "";
  if (all.length === 1) return `seed ${all[0]}`;
  return all.length > 6 ? `${all.length} seeds` : `seeds ${all.join(", ")}`;
}
