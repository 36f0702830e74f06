import { textSize } from "./theme.ts";

/**
 * Advance widths in parts of the font size: the larger of Arial's and DejaVu
 * Sans's, so that a text laid out with them fits in whichever is installed.
 */
const widths = new Map<string, number>(
  ([
    [0.29, "ijlIJ'"],
    [0.36, " ,.:;/\\|f-–·!"],
    [0.42, "()[]rt"],
    [0.53, 'czs?_*`"^⁰¹²³⁴⁵⁶⁷⁸⁹⁻'],
    [0.6, "kvxyFLPTYaeo"],
    [0.65, "bdghnpqu0123456789EScABKRVXZ$}{†‡"],
    [0.78, "CDGHNOQUw&"],
    [0.84, "#+<=>~−×≤≥≈"],
    [1, "mMW%@—…"],
  ] as const).flatMap(([width, letters]) => [...letters].map((letter) => [letter, width])),
);

/** How much wider than regular a bold letter may be. */
const boldness = 1.13;

/** The most pixels that a line of text may take, whichever sans serif it is set in. */
export function textWidth(text: string, size: number = textSize, bold = false): number {
  let width = 0;
  for (const letter of text) {
    width += widths.get(letter) ?? (letter.codePointAt(0)! > 0x2e80 ? 1 : 0.7);
  }
  return width * size * (bold ? boldness : 1);
}

/** The text cut with an ellipsis so that it takes no more than a width in pixels. */
export function clipText(
  text: string,
  width: number,
  size: number = textSize,
  bold = false,
): string {
  if (textWidth(text, size, bold) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join("")}…`, size, bold) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** The text in lines no wider than a width in pixels; a longer word is cut. */
export function wrapText(
  text: string,
  width: number,
  size: number = textSize,
  bold = false,
): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, size, bold) <= width) {
      lines[lines.length - 1] = longer;
    } else lines.push(clipText(word, width, size, bold));
  }
  return lines;
}

/** The text in as few lines as fit a width, all about equally long. */
export function balanceText(
  text: string,
  width: number,
  size: number = textSize,
  bold = false,
): string[] {
  const count = wrapText(text, width, size, bold).length;
  let lines = wrapText(text, width, size, bold);
  for (let narrower = width - 4; narrower > width / 2; narrower -= 4) {
    const next = wrapText(text, narrower, size, bold);
    if (next.length > count || next.some((line) => line.includes("…"))) break;
    lines = next;
  }
  return lines;
}
