import type { Row } from "../types.ts";
import type { Datum } from "./channel.ts";
import { drawing, textItem } from "./drawing.ts";
import { provenance } from "./provenance.ts";
import { contentWidth, figureStyle, ink, lineHeight, titleSize } from "./theme.ts";
import { balanceText, wrapText } from "./text_width.ts";
import { edge, type FigureSpec, independent, type SpecPart } from "./figure_spec.ts";

/** What is written around a figure. */
export interface FigureText {
  /** The title, in a few words. */
  readonly title: string;
  /** The line under it; by default the profile, recipe, backend and seed of the rows. */
  readonly subtitle?: string;
  /** What the figure shows, for those who cannot see it; by default the plot's kind, axes and series. */
  readonly description?: string;
  /** Sentences under the figure. */
  readonly notes?: readonly string[];
}

/** The parts of a figure before its text. */
export interface FigureBody<T extends Datum = Row> {
  /** From top to bottom. */
  readonly parts: readonly SpecPart[];
  /** Where the subtitle comes from when none is given. */
  readonly rows: readonly T[];
  /** What the plot says of itself. */
  readonly description: string;
  /** What the plot has to add to the notes. */
  readonly notes?: readonly string[];
}

/** A whole figure in the house style: text, parts, notes. */
export function figure<T extends Datum>(
  body: FigureBody<T>,
  text: FigureText,
  spacing = 10,
): FigureSpec {
  const notes = [...new Set([...text.notes ?? [], ...body.notes ?? []])];
  const content = body.parts.length > 0 ? body.parts : [noData()];
  const parts = [...content, ...notes.length > 0 ? [notesView(notes)] : []];
  return {
    ...figureStyle,
    title: heading(text.title, text.subtitle ?? provenance(body.rows), spacing),
    description: text.description ?? body.description,
    spacing,
    resolve: independent,
    vconcat: parts.map(fromTheEdge),
  };
}

/** What a figure without data shows. */
export function noData(): SpecPart {
  return drawing(contentWidth, 40, [textItem("no data", 0, 20, { color: ink.soft })]);
}

/** A title with its subtitle, both wrapped to the figure's width. */
function heading(title: string, subtitle: string, offset: number): FigureSpec["title"] {
  const lines = wrapText(subtitle, contentWidth);
  return {
    text: balanceText(title, contentWidth, titleSize, true),
    ...lines.length > 0 && { subtitle: lines },
    fontSize: titleSize,
    lineHeight: lineHeight + 3,
    offset,
  };
}

/** A part whose axes start at the figure's left edge, not left of it. */
function fromTheEdge(part: SpecPart): SpecPart {
  return { spacing: 0, resolve: independent, hconcat: [edge, part] };
}

function notesView(notes: readonly string[]): SpecPart {
  const lines = notes.flatMap((note) => wrapText(note, contentWidth));
  const items = lines.map((line, index) =>
    textItem(line, 0, (index + 0.5) * lineHeight, { color: ink.soft })
  );
  return drawing(contentWidth, lines.length * lineHeight, items);
}
