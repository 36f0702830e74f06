import { formatFixed, formatNumber, formatPower } from "./format_number.ts";

/** Tick values on an axis and their labels. */
export interface Ticks {
  /** Where the ticks are, rising. */
  readonly values: readonly number[];
  /** What stands at each. */
  readonly labels: readonly string[];
}

/** The smallest of 1, 2, 5 × a power of ten that is at least a size. */
export function niceStep(size: number): number {
  const power = Math.floor(Math.log10(size));
  for (const digit of [1, 2, 5]) {
    const step = decimal(digit, power);
    if (step >= size * (1 - 1e-9)) return step;
  }
  return decimal(1, power + 1);
}

/** The largest of 1, 2, 5 × a power of ten that is at most a size. */
export function niceBelow(size: number): number {
  const power = Math.floor(Math.log10(size) + 1e-9);
  return [5, 2].map((digit) => decimal(digit, power)).find((step) => step <= size * (1 + 1e-9)) ??
    decimal(1, power);
}

/** The multiples of a step from low to high, both ends included. */
export function multiples(step: number, low: number, high: number): number[] {
  const slack = 1e-9;
  const first = Math.ceil(low / step - slack);
  const last = Math.floor(high / step + slack);
  const places = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, index) =>
      places > 100 ? (first + index) * step : Number(((first + index) * step).toFixed(places)) + 0,
  );
}

/** Labels for evenly spaced ticks, all with the same decimals; fractions in percent if asked for. */
export function linearLabels(values: readonly number[], step: number, percent = false): string[] {
  const unit = percent ? 100 : 1;
  const largest = Math.max(...values.map((value) => Math.abs(value * unit)), 0);
  if (largest >= 1e6 || step * unit < 1e-4) {
    return values.map((value) => formatNumber(value * unit, 4) + (percent ? " %" : ""));
  }
  const decimals = Math.max(0, -Math.floor(Math.log10(step * unit) + 1e-9));
  return values.map((value) => formatFixed(value * unit, decimals) + (percent ? " %" : ""));
}

/**
 * Sets of ticks for a logarithmic axis between two positive ends, the densest
 * first: 1, 2, 5, …; 1, 3, 10, …; powers of ten; even steps where the range is shorter than those.
 */
export function logTickSets(low: number, high: number): number[][] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const inside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const digits = [[1, 2, 5], [1, 3]];
  const sets = last - first > 3
    ? []
    : digits.map((set) => powers.flatMap((power) => set.map((digit) => decimal(digit, power))));
  for (const every of [1, 2, 3, 4, 5, 10, 20, 50, 100]) {
    sets.push(powers.filter((power) => power % every === 0).map((power) => decimal(1, power)));
  }
  const filled = sets.map((set) => set.filter(inside));
  const even = [4, 3, 2].map((count) => multiples(niceStep((high - low) / count), low, high));
  const some = filled.filter((set) => set.length > 2);
  return [
    ...some,
    ...some.length === 0 ? even.filter((set) => set.length > 2) : [],
    ...filled.filter((set) => set.length === 2),
    [low, high],
    [high],
  ];
}

/** Labels for the ticks of a logarithmic axis; all as powers of ten once one of them would be long. */
export function logLabels(values: readonly number[], percent = false): string[] {
  const unit = percent ? 100 : 1;
  const shown = values.map((value) => Number((value * unit).toPrecision(12)));
  const long = shown.some((value) => value < 1e-3 * (1 - 1e-9) || value >= 1e5);
  const round = shown.every((value) => Math.abs(Math.log10(value) % 1) < 1e-9);
  return shown.map((value) => {
    const label = long && round && value !== 1
      ? formatPower(Math.round(Math.log10(value)))
      : formatNumber(value, 3);
    return label + (percent ? " %" : "");
  });
}

function decimal(digit: number, power: number): number {
  return Number(`${digit}e${power}`);
}
