/** A part of a Vega-Lite specification, as plain JSON data. */
export interface SpecPart {
  /** Any of Vega-Lite's properties. */
  readonly [property: string]: unknown;
}

/** A whole figure: a Vega-Lite specification that any of its editors opens, for `renderSvg`. */
export interface FigureSpec extends SpecPart {
  /** Title and subtitle, in lines. */
  readonly title: { readonly text: readonly string[]; readonly [property: string]: unknown };
  /** What the figure shows, for those who cannot see it. */
  readonly description: string;
  /** The parts, from top to bottom. */
  readonly vconcat: readonly SpecPart[];
}

/** Parts of a figure mean their own things by colours, dashes and shapes. */
export const independent: SpecPart = {
  scale: { color: "independent", shape: "independent", strokeDash: "independent" },
};

/** Nothing, one pixel wide: what comes right of it starts at the figure's left edge, axes included. */
export const edge: SpecPart = {
  data: { values: [] },
  width: 1,
  height: 1,
  mark: "point",
};
