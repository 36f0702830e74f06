/**
 * A file that a user named.
 */
import { InputError } from "./failure.ts";

/** Reads it whole, or says in an {@linkcode InputError} why it cannot. */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    throw new InputError(
      `Cannot read ${path}: ${missing ? "there is no such file" : (error as Error).message}`,
    );
  }
}
