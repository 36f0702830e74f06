/**
 * A figure's file as the page shows it: an image in a data URI, with the words that the file has for it.
 */

/** One figure. */
export interface Picture {
  /** The file's name, `fig1.svg`. */
  readonly file: string;
  readonly title: string;
  /** What is to be seen, in words. */
  readonly description: string;
  /** In pixels, as the file says. */
  readonly width: number;
  readonly height: number;
  /** The file. */
  readonly svg: string;
}

/**
 * Reads an SVG file of ours. It is shown as an image, never as part of the page: ids of two
 * figures cannot meet there, and a script in it cannot run.
 *
 * @throws {SyntaxError} If it is not a whole SVG file of a known size.
 */
export function readPicture(file: string, svg: string): Picture {
  const root = /^\s*(?:<\?xml[^>]*>\s*)?(<svg\b[^>]*>)/.exec(svg)?.[1];
  if (root === undefined || !svg.trimEnd().endsWith("</svg>")) {
    throw new SyntaxError("it must be an SVG file from <svg> to </svg>");
  }
  const [width, height] = ["width", "height"].map((name) =>
    Number(new RegExp(`\\s${name}="([\\d.]+)"`).exec(root)?.[1])
  );
  if (!(width! > 0) || !(height! > 0)) throw new SyntaxError("it must say its width and height");
  const title = element(svg, "title");
  return {
    file,
    title: title || file,
    description: element(svg, "desc"),
    width: width!,
    height: height!,
    svg,
  };
}

/** The text of the first element of a name. */
function element(svg: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(svg)?.[1] ?? "";
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replaceAll(/&(\w+);/g, (whole, name) => entities[name] ?? whole).trim();
}

/** A text as a data URI. */
export function dataUri(type: string, text: string): string {
  return `data:${type};base64,${new TextEncoder().encode(text).toBase64()}`;
}
