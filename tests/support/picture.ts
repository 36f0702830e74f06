import { assertEquals } from "@std/assert";
import { granted } from "./permissions.ts";

const folder = new URL("../fixtures/plot/", import.meta.url);

/**
 * Holds an SVG to the picture of its name in tests/fixtures/plot. On a mismatch
 * the new picture is written beside the old as NAME.new.svg: look at both, then keep one.
 */
export async function assertPicture(name: string, svg: string): Promise<void> {
  const known = await Deno.readTextFile(new URL(`${name}.svg`, folder)).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (known === svg) return;
  const beside = granted("write") ? `, the new one is ${name}.new.svg beside it` : "";
  if (granted("write")) await Deno.writeTextFile(new URL(`${name}.new.svg`, folder), svg);
  if (known === null) throw new Error(`there is no picture ${name}.svg${beside}`);
  assertEquals(
    svg.split(/(?=<)/),
    known.split(/(?=<)/),
    `the picture ${name}.svg changed${beside}`,
  );
}
