import type { LoggerInterface } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { textWidth } from "./text_width.ts";
import type { FigureSpec } from "./figure_spec.ts";

/** Vega and Vega-Lite as far as they are used here; loaded with the first picture, not with the library. */
interface Vega {
  readonly parse: (spec: unknown) => unknown;
  readonly resetSVGDefIds: () => void;
  readonly textMetrics: { width: (item: TextItem, line?: unknown) => number };
  readonly View: new (runtime: unknown, options: unknown) => {
    toSVG(): Promise<string>;
    finalize(): void;
  };
}

interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * The picture of a Vega-Lite specification, as the text of an SVG file with a
 * title and a description for screen readers. The same specification gives the same bytes on every
 * machine: no canvas and no font is asked how wide a text is. Needs no permission.
 *
 * @param spec A figure; its data must be in it.
 * @throws {Error} What Vega-Lite or Vega warns of.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { curves, renderSvg } from "@marginlab/marginlab";
 *
 * const rows = [1, 10, 100].map((epoch) => ({ epoch, value: 1 / epoch }));
 * const svg = await renderSvg(curves(rows, { title: "Loss", xScale: "log", yScale: "log" }));
 * assertStringIncludes(svg, "<title>Loss</title>");
 * ```
 */
export function renderSvg(spec: FigureSpec): Promise<string> {
  const picture = last.then(() => draw(spec));
  last = picture.catch(() => undefined);
  return picture;
}

/** One at a time: Vega's counter of ids and its measure of text belong to the whole process. */
async function draw(spec: FigureSpec): Promise<string> {
  const [{ compile }, vega] = await Promise.all([
    import("vega-lite"),
    import("vega") as unknown as Promise<Vega>,
  ]);
  const logger = strictLogger();
  const measure = vega.textMetrics.width;
  vega.textMetrics.width = lineWidth;
  vega.resetSVGDefIds();
  try {
    const compiled = compile(spec as unknown as TopLevelSpec, { logger });
    const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logger });
    const svg = await view.toSVG();
    view.finalize();
    return withOwnIds(withoutControls(asImage(svg, spec)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`renderSvg cannot draw the specification as it stands: ${reason}`, { cause });
  } finally {
    vega.textMetrics.width = measure;
  }
}

function lineWidth(item: TextItem, line: unknown = item.text): number {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  return textWidth(String(line ?? ""), item.fontSize, bold);
}

/** A picture that Vega warns about is not the one that was asked for. */
function strictLogger(): LoggerInterface {
  const fail = (...message: unknown[]): never => {
    throw new Error(message.join(" "));
  };
  const logger: LoggerInterface = {
    level: () => logger,
    info: () => logger,
    debug: () => logger,
    warn: fail,
    error: fail,
  };
  return logger;
}

/** The picture as one image with a name and a description; what Vega says of its parts, nobody would hear. */
function asImage(svg: string, spec: FigureSpec): string {
  const title = escape(spec.title.text.join(" "));
  const description = escape(spec.description);
  return svg
    .replace(/<[^>]*>/g, (tag) => tag.replace(/ (role|aria-[a-z]+)="[^"]*"/g, ""))
    .replace(
      /^<svg [^>]*/,
      (tag) => `${tag} role="img"><title>${title}</title><desc>${description}</desc`,
    );
}

/** XML knows no control characters but white space. */
function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, " ");
}

/** Ids that no other picture on one page has: made from the picture itself (FNV-1a). */
function withOwnIds(svg: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < svg.length; at++) {
    hash = Math.imul(hash ^ svg.charCodeAt(at), 0x01000193) >>> 0;
  }
  return svg.replace(/(id="|url\(#)((?:clip|gradient)\w*)/g, `$1p${hash.toString(16)}-$2`);
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[letter]!);
}
