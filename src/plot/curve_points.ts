import type { Cell } from "../types.ts";
import { type AxisScale, placed, position } from "./scale_place.ts";

/** One value on a curve, and the curve's codes. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** The ends of its uncertainty band, NaN without one. */
  readonly low: number;
  readonly high: number;
  /** Gives colour and marker. */
  readonly series: Cell;
  /** Gives the dash. */
  readonly dash: Cell;
}

/** A point with a place on both scales, and the unbroken run it belongs to. */
export interface PlacedPoint extends CurvePoint {
  /** Changes where a value is missing, so that no line bridges the gap. */
  readonly run: number;
  /** From the left, in pixels. */
  readonly left: number;
  /** From the top, in pixels. */
  readonly top: number;
}

/** The inside of a panel, as curves need it. */
interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: AxisScale;
  readonly y: AxisScale;
}

/** The curves of a panel: points of one series and dash by rising x, runs numbered, values of 0 at a log axis's foot. */
export function curvesOf(points: readonly CurvePoint[], frame: Frame): PlacedPoint[][] {
  const groups = Map.groupBy(points, (point) => JSON.stringify([point.series, point.dash]));
  return [...groups.values()].map((group) => {
    let run = 0;
    const sorted = group.filter((point) => Number.isFinite(point.x)).sort((a, b) => a.x - b.x);
    return sorted.flatMap((point) => {
      if (!Number.isFinite(point.y)) {
        run++;
        return [];
      }
      return [onScales(point, frame, run)];
    });
  });
}

function onScales(point: CurvePoint, frame: Frame, run: number): PlacedPoint {
  return {
    ...point,
    x: placed(frame.x, point.x),
    y: placed(frame.y, point.y),
    low: placed(frame.y, point.low),
    high: placed(frame.y, point.high),
    run,
    left: position(frame.x, point.x) * frame.width,
    top: (1 - position(frame.y, point.y)) * frame.height,
  };
}

/**
 * A curve with no more points than a picture can show: the first, lowest,
 * highest and last of each quarter pixel and run, as the lines between them cover the same ink.
 */
export function thinned(curve: readonly PlacedPoint[]): PlacedPoint[] {
  const cells = Map.groupBy(curve, (point) => `${point.run} ${Math.floor(point.left * 4)}`);
  return [...cells.values()].flatMap((cell) => {
    const low = cell.reduce((least, point) => point.y < least.y ? point : least);
    const high = cell.reduce((most, point) => point.y > most.y ? point : most);
    const kept = new Set([cell[0]!, low, high, cell.at(-1)!]);
    return cell.filter((point) => kept.has(point));
  });
}

/**
 * The points of a curve that get a marker: all of a few; of many, some at even
 * distances, shifted from one curve to the next so that equal curves both show; points that stand alone always.
 */
export function marked(
  curve: readonly PlacedPoint[],
  { width, share }: { readonly width: number; readonly share: number },
): PlacedPoint[] {
  if (curve.length <= 12) return [...curve];
  const count = Math.max(2, Math.min(6, Math.floor(width / 40)));
  const sizes = Map.groupBy(curve, (point) => point.run);
  const alone = curve.filter((point) => sizes.get(point.run)!.length === 1);
  const chosen = new Set<PlacedPoint>(alone);
  for (let index = 0; index < count; index++) {
    const target = ((index + share) / count) * width;
    chosen.add(
      curve.reduce((nearest, point) =>
        Math.abs(point.left - target) < Math.abs(nearest.left - target) ? point : nearest
      ),
    );
  }
  return curve.filter((point) => chosen.has(point));
}
