import { assertAlmostEquals, assertEquals } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import * as tf from "../../src/backend/tf.ts";

Deno.test("startBackend without relaxed SIMD takes the plain build, says so, and multiplies", async () => {
  const { validate } = WebAssembly;
  WebAssembly.validate = () => false; // as an engine has it that does not know the instructions
  try {
    const { kernels } = await startBackend("wasm");
    assertEquals(kernels, "portable, SIMD");
  } finally {
    WebAssembly.validate = validate;
  }
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([[1, 2, 3]]), tf.tensor2d([[0.5], [2], [-1]]))
  );
  assertAlmostEquals((await product.data())[0]!, 1.5, 1e-6);
  product.dispose();
});
