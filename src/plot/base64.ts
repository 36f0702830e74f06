/**
 * Bytes as text for a cell of a row: base64 (RFC 4648).
 *
 * @param bytes Any bytes, such as the pixels of an image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bytesToText, textToBytes } from "@marginlab/marginlab";
 *
 * assertEquals(textToBytes(bytesToText(Uint8Array.of(0, 127, 255))), Uint8Array.of(0, 127, 255));
 * ```
 */
export function bytesToText(bytes: Uint8Array): string {
  const chunk = 0x8000;
  let binary = "";
  for (let at = 0; at < bytes.length; at += chunk) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return btoa(binary);
}

/**
 * The bytes of a cell written by {@linkcode bytesToText}.
 *
 * @throws {SyntaxError} If the text is not base64.
 */
export function textToBytes(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    const start = JSON.stringify(text.length > 20 ? `${text.slice(0, 20)}…` : text);
    throw new SyntaxError(`textToBytes cannot read ${start}: it must be base64`);
  }
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
