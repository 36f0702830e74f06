import { assert, assertEquals, assertRejects } from "@std/assert";
import { writeSafetensors } from "../../src/models/safetensors.ts";
import { canonicalJson } from "../../src/runs/canonical_json.ts";
import { isWhole, seal, sealJson, unsealed, unsealJson } from "../../src/runs/seal.ts";

Deno.test("isWhole() is false for every single byte changed and every length cut", async () => {
  const arrays = new Map([["w", { shape: [3], values: Float32Array.of(1, -2, NaN) }]]);
  for (
    const whole of [
      await sealJson({ epochs: [{ loss: 0.5 }, { loss: 0.25 }] }),
      await seal(writeSafetensors(arrays, { layout: "tfjs", sha256: unsealed })),
    ]
  ) {
    assert(await isWhole(whole));
    for (let at = 0; at < whole.length; at++) {
      for (const change of [1, 0x20, 0x80]) {
        const changed = whole.slice();
        changed[at]! ^= change;
        assertEquals(await isWhole(changed), false, `byte ${at}`);
      }
      assertEquals(await isWhole(whole.subarray(0, at)), false, `${at} bytes`);
    }
    assertEquals(await isWhole(Uint8Array.from([...whole, 0])), false);
  }
});

Deno.test("sealJson() keeps what it is given", async () => {
  const content = { seconds: [0.1, null], text: 'sha256": "', nested: { a: [1e-300, true] } };
  assertEquals(unsealJson(await sealJson(content)), content);
});

Deno.test("seal() refuses a file without room for its hash", async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  for (const text of ["", "{}", `{"sha256":"00"}`, `{"sha256":"${"a".repeat(64)}"}`]) {
    await assertRejects(() => seal(encode(text)), TypeError, "64 zeros");
  }
});

Deno.test("canonicalJson() gives equal text for equal data and refuses what is not JSON", () => {
  const text = '{"a":[1,{"b":null,"c":"x"}],"z":0.1}';
  assertEquals(canonicalJson({ z: 0.1, a: [1, { c: "x", b: null }] }), text);
  assertEquals(canonicalJson(JSON.parse(text)), text);
  for (const value of [NaN, Infinity, undefined, () => 1, new Map(), { a: undefined }, [1n]]) {
    let thrown: unknown;
    try {
      canonicalJson(value);
    } catch (error) {
      thrown = error;
    }
    assert(thrown instanceof TypeError, String(value));
  }
});
