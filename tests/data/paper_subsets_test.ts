import { assert, assertEquals } from "@std/assert";
import { paperSubset } from "../../src/data/paper_subsets.ts";

Deno.test("paperSubset gives 500 different examples of each half", () => {
  const sizes = {
    mnist: { train: 60_000, test: 10_000 },
    cifar10: { train: 50_000, test: 10_000 },
  };
  for (const dataset of ["mnist", "cifar10"] as const) {
    for (const split of ["train", "test"] as const) {
      const indices = paperSubset(dataset, split);
      assertEquals(new Set(indices).size, 500);
      assert(indices.every((i) => Number.isInteger(i) && i >= 0 && i < sizes[dataset][split]));
    }
  }
});

Deno.test("paperSubset is what NumPy's RandomState(0).choice draws: its ends and its sum", () => {
  const ends = (indices: readonly number[]) => [
    ...indices.slice(0, 3),
    ...indices.slice(-2),
    indices.reduce((a, b) => a + b),
  ];
  assertEquals(ends(paperSubset("mnist", "train")), [3048, 19563, 58303, 46443, 33372, 14989332]);
  assertEquals(ends(paperSubset("mnist", "test")), [9394, 898, 2398, 2021, 4299, 2478597]);
  assertEquals(ends(paperSubset("cifar10", "train")), [11841, 19602, 45519, 23687, 7312, 12671404]);
  assertEquals(paperSubset("cifar10", "test"), paperSubset("mnist", "test"));
});
