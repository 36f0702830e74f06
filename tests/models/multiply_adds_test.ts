import { assertEquals } from "@std/assert";
import { findArchitecture } from "../../src/models/architectures.ts";
import { multiplyAdds, orthogonalityMultiplyAdds } from "../../src/models/multiply_adds.ts";

const count = (name: string, inputShape: readonly number[]) =>
  multiplyAdds(findArchitecture(name, inputShape), { inputShape, classes: 10 });

Deno.test("multiplyAdds() of dense layers is the size of their kernels", () => {
  assertEquals(count("lr", [28, 28, 1]), 7840);
  assertEquals(count("mlp", [28, 28, 1]), 784 * 1024 + 1024 * 10);
});

Deno.test("multiplyAdds() of a convolution counts its window at every place", () => {
  const convolutions = 26 ** 2 * 9 * 32 + 24 ** 2 * 9 * 32 * 32 + 10 ** 2 * 9 * 32 * 64 +
    8 ** 2 * 9 * 64 * 64;
  assertEquals(count("cnn", [28, 28, 1]), convolutions + 1024 * 200 + 200 * 200 + 2000);
});

Deno.test("orthogonalityMultiplyAdds() takes the smaller Gram matrix, half of it, and a product", () => {
  const shape = { inputShape: [28, 28, 1], classes: 10 };
  const penalty = orthogonalityMultiplyAdds(findArchitecture("mlp", [28, 28, 1]), shape);
  assertEquals(penalty, 1.5 * (784 * 1024 * 784 + 1024 * 10 * 10));
});
