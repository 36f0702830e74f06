import type { Cell } from "../types.ts";
import { dashes, palette, shapes } from "./theme.ts";

/** How one series looks: told apart by any one of the three. */
export interface SeriesStyle {
  /** The series' code. */
  readonly key: Cell;
  /** A colour of the palette. */
  readonly color: string;
  /** Lengths of dash and gap in pixels. */
  readonly dash: readonly number[];
  /** The shape of its markers. */
  readonly shape: string;
}

/** Codes that look the same in every figure, by their place in the palette. */
const places: Readonly<Record<string, number>> = {
  train: 0,
  test: 1,
  std: 0,
  amr: 1,
  lcr: 2,
  adv: 3,
  dd: 4,
  mmr: 5,
  gd: 0,
  normalised_gd: 1,
  svm: 6,
  average_margin: 0,
  minimum_margin: 1,
  paper: 0,
  margin: 1,
  standard: 2,
};

/** A look for each series: its own in every figure where it has one, else the next that is free. */
export function seriesStyles(keys: readonly Cell[]): SeriesStyle[] {
  const taken = new Map<number, Cell>();
  const own = keys.map((key) => {
    const place = Object.hasOwn(places, String(key)) ? places[String(key)]! : -1;
    if (place < 0 || taken.has(place)) return -1;
    taken.set(place, key);
    return place;
  });
  let next = 0;
  return keys.map((key, index) => {
    let place = own[index]!;
    if (place < 0) {
      while (taken.has(next)) next++;
      place = next++;
    }
    return styleAt(place, key);
  });
}

function styleAt(place: number, key: Cell): SeriesStyle {
  const lap = Math.floor(place / palette.length);
  return {
    key,
    color: palette[place % palette.length]!,
    dash: dashes[(place + lap) % dashes.length]!,
    shape: shapes[(place + lap) % shapes.length]!,
  };
}
