import { textSize } from "./theme.ts";
import { clipText, textWidth } from "./text_width.ts";

/** A line across a panel that wants its label written at it. */
export interface LabelledRule {
  /** From the top, in pixels. */
  readonly top: number;
  /** What to write. */
  readonly label: string;
}

/** Where a label goes. */
export interface PlacedLabel {
  /** The label, cut to the panel's width. */
  readonly text: string;
  /** Its left end, in pixels. */
  readonly left: number;
  /** Its middle from the top, in pixels. */
  readonly top: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Point {
  readonly left: number;
  readonly top: number;
}

const inset = 4;

/**
 * A place above or below each rule, at the left, middle or right, where it
 * covers least of the curves, no other rule and no other label.
 */
export function placeLabels(
  rules: readonly LabelledRule[],
  curves: readonly (readonly Point[])[],
  frame: { readonly width: number; readonly height: number },
): PlacedLabel[] {
  const ink = curves.flatMap(outline);
  const boxes: Box[] = [];
  return rules.map((rule) => {
    const text = clipText(rule.label, frame.width - 2 * inset);
    const cost = (box: Box) =>
      ink.filter((point) => inside(box, point)).length +
      20 * rules.filter((other) => other.top > box.top && other.top < box.bottom).length +
      5000 * boxes.filter((other) => overlap(box, other)).length +
      1000 * rules.filter((other) => distance(box, other) < distance(box, rule)).length +
      100 * (Number(box.top < -2) + Number(box.bottom > frame.height + 2));
    const box = candidates(rule, textWidth(text), frame.width)
      .reduce((best, next) => cost(next) < cost(best) ? next : best);
    boxes.push(box);
    return { text, left: box.left, top: (box.top + box.bottom) / 2 };
  });
}

function candidates(rule: LabelledRule, width: number, frameWidth: number): Box[] {
  const half = textSize / 2 + 1;
  const lefts = [frameWidth - width - inset, inset, (frameWidth - width) / 2];
  const tops = [rule.top - half - 2, rule.top + half + 2];
  return tops.flatMap((top) =>
    lefts.map((left) => ({ left, right: left + width, top: top - half, bottom: top + half }))
  );
}

/** How far a label's middle is from a rule. */
function distance(box: Box, rule: LabelledRule): number {
  return Math.abs((box.top + box.bottom) / 2 - rule.top);
}

/** A curve as a point every few pixels. */
function outline(curve: readonly Point[]): Point[] {
  return curve.flatMap((point, index) => {
    const next = curve[index + 1] ?? point;
    const steps = Math.max(
      1,
      Math.ceil(Math.hypot(next.left - point.left, next.top - point.top) / 4),
    );
    return Array.from({ length: steps }, (_, step) => ({
      left: point.left + (next.left - point.left) * step / steps,
      top: point.top + (next.top - point.top) * step / steps,
    }));
  });
}

function inside(box: Box, point: Point): boolean {
  return point.left >= box.left && point.left <= box.right &&
    point.top >= box.top && point.top <= box.bottom;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
