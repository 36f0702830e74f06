import { assert, assertEquals } from "@std/assert";
import { logSpacedEpochs, spreadEpochs } from "../../src/experiments/epochs.ts";

Deno.test("logSpacedEpochs are whole, rising, from 1 to the last", () => {
  for (const last of [1, 2, 7, 30, 400, 99_999, 100_000]) {
    const epochs = logSpacedEpochs(last);
    assertEquals(epochs[0], 1);
    assertEquals(epochs[epochs.length - 1], last);
    assert(
      epochs.every((epoch, i) => Number.isInteger(epoch) && (i === 0 || epoch > epochs[i - 1])),
    );
  }
  assertEquals(logSpacedEpochs(20), [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20]);
});

Deno.test("spreadEpochs takes the ends and what is even on a log axis between", () => {
  assertEquals(spreadEpochs(logSpacedEpochs(4000), 5), [1, 8, 63, 500, 4000]);
  assertEquals(spreadEpochs([1, 2], 5), [1, 2]);
});
