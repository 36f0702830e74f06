import { type AxisScale, endsOf, labelsFit, type ScaleType, smallest } from "./scale_place.ts";
import { linearLabels, logLabels, logTickSets, multiples, niceBelow, niceStep } from "./ticks.ts";

/** How an axis is made from values. */
export interface AxisScaleOptions {
  /** Along the x or the y axis. */
  readonly along: "x" | "y";
  /** How long the axis is, in pixels. */
  readonly length: number;
  /** `linear` by default. A logarithmic axis without a positive value becomes linear. */
  readonly type?: ScaleType;
  /** The two ends; by default those of the values. */
  readonly domain?: readonly [low: number, high: number];
  /** Whether ends that are not given grow to the next tick; y axes do by default. */
  readonly rounded?: boolean;
  /** Whether 0 belongs to a linear domain. */
  readonly zero?: boolean;
  /** Whether the values are fractions to be labelled in percent. */
  readonly percent?: boolean;
}

/** The scale of an axis that shows all finite values. */
export function axisScale(values: readonly number[], options: AxisScaleOptions): AxisScale {
  const finite = values.filter(Number.isFinite);
  const given = options.domain;
  if (given && !(given[0] < given[1] && given.every(Number.isFinite))) {
    throw new RangeError(
      `axisScale cannot draw domain [${given}]: it must be two finite numbers, the lower first`,
    );
  }
  if (finite.length === 0 && !given) {
    return { type: "linear", domain: [0, 1], values: [], labels: [], floor: null };
  }
  const positive = finite.filter((value) => value > smallest);
  const log = options.type === "log" && (given ? given[1] > 0 : positive.length > 0);
  return log ? logScale(finite, positive, options) : linearScale(finite, options);
}

function linearScale(values: readonly number[], options: AxisScaleOptions): AxisScale {
  const ends = options.domain ?? spread(endsOf(options.zero ? [...values, 0] : values));
  const most = Math.max(1, Math.floor(options.length / (options.along === "x" ? 20 : 24)));
  for (let count = Math.min(most, 8); count >= 1; count--) {
    const step = niceStep((ends[1] - ends[0]) / count);
    const domain = rounds(options) ? outward(ends, step) : ends;
    const ticks = multiples(step, ...domain);
    const scale = {
      type: "linear" as const,
      domain,
      values: ticks,
      labels: linearLabels(ticks, step, options.percent),
      floor: null,
    };
    if (count === 1 || labelsFit(scale, options)) return scale;
  }
  throw new Error("unreachable: one tick always fits");
}

function logScale(
  values: readonly number[],
  positive: readonly number[],
  options: AxisScaleOptions,
): AxisScale {
  const given = options.domain;
  const low = given && given[0] > 0 ? given[0] : Math.min(...endsOf(positive));
  const high = given?.[1] ?? Math.max(...endsOf(positive));
  const ends = given && given[0] > 0 ? given : logSpread([low, high], rounds(options));
  const foot = values.some((value) => value <= smallest) || (given !== undefined && given[0] <= 0);
  const room = given && given[0] > 0 ? 1 : Math.max(1.5, ends[1] ** 0.2 / ends[0] ** 0.2);
  const floor = foot ? ends[0] / room : null;
  const footLabel = values.some((value) => value < 0) ? "≤ 0" : "0";
  const scales = wholeSets(logTickSets(...ends), values).map((set) => {
    const ticks = set.filter((tick) => floor === null || tick > floor);
    const labels = logLabels(ticks, options.percent);
    return {
      type: "log" as const,
      domain: [floor ?? ends[0], ends[1]] as const,
      values: floor === null ? ticks : [floor, ...ticks],
      labels: floor === null ? labels : [footLabel, ...labels],
      floor,
    };
  });
  return scales.find((scale) => labelsFit(scale, options)) ?? scales.at(-1)!;
}

/** Where all values are whole, as epochs are, the sets whose ticks are, too, if there are any. */
function wholeSets(sets: readonly number[][], values: readonly number[]): readonly number[][] {
  const whole = values.every(Number.isInteger)
    ? sets.filter((set) => set.every(Number.isInteger))
    : [];
  return whole.length > 0 ? whole : sets;
}

function rounds(options: AxisScaleOptions): boolean {
  return options.domain === undefined && (options.rounded ?? options.along === "y");
}

/** A range of more than one point, for a single value a tenth of it to both sides. */
function spread([low, high]: readonly [number, number]): readonly [number, number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size < smallest) return [-1, 1];
  if (high - low > size * 1e-9) return [low, high];
  const half = size / 10;
  return [low - half, high + half];
}

/** The multiples of a step around a range. */
function outward([low, high]: readonly [number, number], step: number): readonly [number, number] {
  const slack = 1e-9;
  const around = multiples(
    step,
    Math.floor(low / step + slack) * step,
    Math.ceil(high / step - slack) * step,
  );
  return [around[0]!, around.at(-1)!];
}

/** A range grown to the next of 1, 2, 5 if asked for; a single value grown to both sides. */
function logSpread(
  [low, high]: readonly [number, number],
  rounded: boolean,
): readonly [number, number] {
  const single = high <= low * (1 + 1e-9);
  if (!rounded && !single) return [low, high];
  return single ? [niceBelow(low / 1.01), niceStep(high * 1.01)] : [niceBelow(low), niceStep(high)];
}
