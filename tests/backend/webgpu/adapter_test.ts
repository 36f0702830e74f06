import { assertEquals } from "@std/assert";
import { describe } from "../../../src/backend/webgpu/adapter.ts";

Deno.test("describe names an adapter by what it says of itself, else by its vendor's number", () => {
  const info = { vendor: "4318", architecture: "ampere", device: "8711" };
  assertEquals(describe({ info }), { name: "NVIDIA ampere", hardware: true });
  const described = { ...info, description: "NVIDIA GeForce RTX 4090" };
  assertEquals(describe({ info: described }).name, "NVIDIA GeForce RTX 4090");
  assertEquals(describe({}), { name: "unnamed adapter", hardware: true });
});

Deno.test("describe takes no software adapter for hardware, whether it admits it or is known by name", () => {
  assertEquals(describe({ isFallbackAdapter: true }).hardware, false);
  assertEquals(describe({ info: { isFallbackAdapter: true } }).hardware, false);
  for (const description of ["llvmpipe (LLVM 15.0.6, 256 bits)", "SwiftShader Device"]) {
    assertEquals(describe({ info: { description } }).hardware, false);
  }
});
