import { assert, assertEquals } from "@std/assert";
import { provenance } from "../../src/plot/provenance.ts";
import { seriesStyles } from "../../src/plot/series_style.ts";
import { inWords } from "../../src/plot/words.ts";

Deno.test("inWords() knows the rows' codes and makes words of others", () => {
  const codes = [
    "normalised_gd",
    "cifar10",
    "amr",
    "robust_accuracy",
    0.5,
    12665,
    null,
    "toString",
  ];
  assertEquals(codes.map((code) => inWords(code)), [
    "normalised gradient descent",
    "CIFAR-10",
    "AMR",
    "robust accuracy",
    "0.5",
    "12,665",
    "",
    "toString",
  ]);
});

Deno.test("inWords() takes the caller's words first", () => {
  assertEquals(inWords("amr", { amr: "ours" }), "ours");
  assertEquals(inWords(0, { 0: "zero" }), "zero");
});

Deno.test("provenance() names every profile, recipe, backend and seed once", () => {
  const row = { profile: "quick", recipe: "released", backend: "wasm", seed: 1 };
  assertEquals(provenance([row, row]), "quick profile · released recipe · wasm backend · seed 1");
  assertEquals(
    provenance([row, { ...row, recipe: "printed", seed: 2 }]),
    "quick profile · released and printed recipe · wasm backend · seeds 1, 2",
  );
  assertEquals(provenance(Array.from({ length: 9 }, (_, seed) => ({ seed }))), "9 seeds");
  assertEquals(provenance([{ profile: null }]), "");
});

Deno.test("seriesStyles() gives a method its look in every figure, whoever stands beside it", () => {
  const looks = (keys: string[]) => seriesStyles(keys).find(({ key }) => key === "amr");
  assertEquals(looks(["std", "amr"]), looks(["lcr", "other", "amr"]));
});

Deno.test("seriesStyles() tells 49 series apart, the first seven by colour, dash and shape each", () => {
  const styles = seriesStyles(Array.from({ length: 49 }, (_, at) => `s${at}`));
  const looks = new Set(
    styles.map(({ color, dash, shape }) => JSON.stringify([color, dash, shape])),
  );
  assertEquals(looks.size, 49);
  for (const part of ["color", "dash", "shape"] as const) {
    assertEquals(new Set(styles.slice(0, 7).map((style) => String(style[part]))).size, 7);
  }
});

Deno.test("seriesStyles() never gives two series one look, though both have a place of their own", () => {
  const styles = seriesStyles(["train", "std", "gd", "test"]);
  assertEquals(new Set(styles.map(({ color }) => color)).size, 4);
  assert(styles[0]!.color !== styles[1]!.color);
});
