/** From little to much: one hue, ever darker, so that it also reads in grey. */
const stops: readonly (readonly [red: number, green: number, blue: number])[] = [
  [233, 242, 250],
  [158, 202, 225],
  [66, 146, 198],
  [8, 69, 148],
  [4, 30, 72],
];

/** The colour at a part of the ramp, 0 to 1. */
export function rampColor(part: number): string {
  const place = Math.min(1, Math.max(0, part)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[index]!, stops[index + 1]!];
  const hex = from.map((value, channel) =>
    Math.round(value + (to[channel]! - value) * (place - index)).toString(16).padStart(2, "0")
  );
  return `#${hex.join("")}`;
}
