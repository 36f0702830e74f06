/**
 * Files that know their own SHA-256: it stands in a field `sha256` near their
 * beginning and is that of the whole file with 64 zeros in its place. One byte
 * changed anywhere, or one missing, and it no longer fits.
 *
 * @module
 */
import { sha256 } from "../data/dataset_hash.ts";

/** What stands in the field while the hash is made. */
export const unsealed: string = "0".repeat(64);

/** Where the field begins, at the latest. */
const searched = 1024;

/**
 * Puts the hash into the `sha256` field of JSON, or of JSON near the beginning of something else.
 *
 * @param bytes Holds `"sha256":"000…"`; changed in place.
 * @returns The same bytes.
 */
export async function seal(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const field = findField(bytes);
  if (field?.hash !== unsealed) {
    throw new TypeError("Cannot seal a file: a sha256 field of 64 zeros is needed");
  }
  bytes.set(new TextEncoder().encode(await sha256(bytes)), field.at);
  return bytes;
}

/** Whether sealed bytes are what they were when they were sealed. */
export async function isWhole(bytes: Uint8Array): Promise<boolean> {
  const field = findField(bytes);
  if (!field) return false;
  const zeroed = Uint8Array.from(bytes);
  zeroed.set(new TextEncoder().encode(unsealed), field.at);
  return (await sha256(zeroed)) === field.hash;
}

/** Sealed JSON text of an object. */
export async function sealJson(content: object): Promise<Uint8Array<ArrayBuffer>> {
  const text = `${JSON.stringify({ sha256: unsealed, ...content }, null, 2)}\n`;
  return await seal(new TextEncoder().encode(text));
}

/** The object in sealed JSON text, without its hash; whether it is whole is for {@linkcode isWhole} to say. */
export function unsealJson(bytes: Uint8Array): unknown {
  const { sha256: _, ...content } = JSON.parse(new TextDecoder().decode(bytes));
  return content;
}

function findField(bytes: Uint8Array): { at: number; hash: string } | null {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, searched));
  const found = /"sha256": ?"([0-9a-f]{64})"/.exec(start);
  if (!found) return null;
  return { at: found.index + found[0].length - 65, hash: found[1]! };
}
