import type { Row } from "../types.ts";
import type { Datum } from "./channel.ts";
import { figure, type FigureText } from "./figure.ts";
import { balanceText } from "./text_width.ts";
import { contentWidth, lineHeight, textSize } from "./theme.ts";
import type { FigureSpec, SpecPart } from "./figure_spec.ts";

/**
 * Several figures as one, under each other: each keeps its title behind a
 * letter, (a), (b), (c), and its notes; subtitle and style are those of the whole.
 *
 * @param figures What `curves`, `histograms` and the other plots return.
 * @param options The whole's title and what else is written around it, and the rows that its subtitle names.
 * @returns A Vega-Lite specification for {@linkcode renderSvg}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { composeFigures, curves } from "@marginlab/marginlab";
 *
 * const rows = [1, 10, 100].map((epoch) => ({ epoch, value: 1 / epoch, profile: "quick" }));
 * const panel = curves(rows, { title: "Loss", xScale: "log" });
 * const whole = composeFigures([panel, panel], { title: "Training", rows });
 * assertEquals([whole.title.text, whole.title.subtitle], [["Training"], ["quick profile"]]);
 * ```
 */
export function composeFigures<T extends Datum = Row>(
  figures: readonly FigureSpec[],
  options: FigureText & { readonly rows?: readonly T[] },
): FigureSpec {
  const whole = figure(
    {
      parts: figures.map(lettered),
      rows: options.rows ?? [],
      description: figures.map(({ title, description }, index) =>
        `(${letter(index)}) ${title.text.join(" ")}. ${description}`
      ).join(" "),
    },
    options,
    20,
  );
  return { ...whole, resolve: { scale: ownScales } };
}

/** Each part keeps the series that it has: without this Vega-Lite merges the colours of all. */
const ownScales = { color: "independent", shape: "independent", strokeDash: "independent" };

function lettered(whole: FigureSpec, index: number): SpecPart {
  const title = `(${letter(index)}) ${whole.title.text.join(" ")}`;
  return {
    title: {
      text: balanceText(title, contentWidth, textSize + 1, true),
      fontSize: textSize + 1,
      lineHeight,
      offset: 6,
    },
    spacing: whole.spacing,
    vconcat: whole.vconcat,
  };
}

function letter(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}
