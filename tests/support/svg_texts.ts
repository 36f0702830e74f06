import { textWidth } from "../../src/plot/text_width.ts";

/** A text of a picture and the box around it, in pixels of the picture. */
export interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Every visible text of a picture that Vega made, once; a text with a halo counts once. */
export function textsOf(svg: string): PlacedText[] {
  const found = new Map<string, PlacedText>();
  const matrices: Matrix[] = [[1, 0, 0, 1, 0, 0]];
  for (const [, closing, name, attributes = "", text = ""] of svg.matchAll(elements)) {
    if (closing) {
      matrices.pop();
      continue;
    }
    if (attributes.endsWith("/")) continue;
    const matrix = multiply(matrices.at(-1)!, transformOf(attributes));
    if (name === "g") matrices.push(matrix);
    else for (const box of boxesOf(attributes, text, matrix)) found.set(JSON.stringify(box), box);
  }
  return [...found.values()];
}

/** The width and height of a picture. */
export function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = svg.match(/^<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"/)!;
  return { width: Number(width), height: Number(height) };
}

/** The pairs of texts that touch, and the texts that leave the picture. */
export function collisionsOf(svg: string): string[] {
  const { width, height } = sizeOf(svg);
  const texts = textsOf(svg);
  const cut = texts.filter((box) =>
    box.left < -0.5 || box.top < -0.5 || box.right > width + 0.5 || box.bottom > height + 0.5
  );
  const touching = texts.flatMap((one, index) =>
    texts.slice(index + 1).filter((other) => overlap(one, other)).map((other) => [one, other])
  );
  return [
    ...cut.map(({ text }) => `"${text}" leaves the picture`),
    ...touching.map(([one, other]) => `"${one!.text}" touches "${other!.text}"`),
  ];
}

const elements = /<(?:(\/)g|(g|text)((?: [^>]*)?))>(?:((?:[^<]|<\/?tspan[^>]*>)*)<\/text>)?/g;

function overlap(a: PlacedText, b: PlacedText): boolean {
  const slack = 1;
  return a.left < b.right - slack && b.left < a.right - slack &&
    a.top < b.bottom - slack && b.top < a.bottom - slack;
}

function boxesOf(attributes: string, content: string, matrix: Matrix): PlacedText[] {
  const get = (name: string) => attributes.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? "";
  if (get("opacity") === "0") return [];
  const size = Number.parseFloat(get("font-size"));
  const bold = get("font-weight") === "bold";
  const spans = [...content.matchAll(/<tspan([^>]*)>([^<]*)<\/tspan>/g)];
  const lines = spans.length === 0
    ? [{ dy: 0, text: content }]
    : spans.map(([, span, text], index) => ({
      dy: index * Number(span!.match(/dy="([\d.]+)/)?.[1] ?? 0),
      text: text!,
    }));
  return lines.filter(({ text }) => text !== "").map(({ dy, text }) => {
    const plain = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    const width = textWidth(plain, size, bold);
    const anchor = get("text-anchor");
    const left = anchor === "middle" ? -width / 2 : anchor === "end" ? -width : 0;
    const corners = [[left, dy - 0.75 * size], [left + width, dy + 0.1 * size]]
      .map(([x, y]) => apply(matrix, x!, y!));
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    return {
      text: plain,
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    };
  });
}

function transformOf(attributes: string): Matrix {
  const list = attributes.match(/ transform="([^"]*)"/)?.[1] ?? "";
  return [...list.matchAll(/(translate|rotate)\(([^)]*)\)/g)].reduce<Matrix>(
    (matrix, [, kind, numbers]) => {
      const [first = 0, second = 0] = numbers!.split(",").map(Number);
      const angle = first * Math.PI / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      return multiply(
        matrix,
        kind === "translate" ? [1, 0, 0, 1, first, second] : [cos, sin, -sin, cos, 0, 0],
      );
    },
    [1, 0, 0, 1, 0, 0],
  );
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

function apply(m: Matrix, x: number, y: number): [number, number] {
  return [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];
}
