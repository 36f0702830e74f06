/**
 * What attacks cannot be made of.
 *
 * @module
 */

/** The settings of one attack that must be as they say. */
export interface Wanted {
  /** Positive whole numbers. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Positive numbers. */
  readonly positive?: Readonly<Record<string, number>>;
  /** Numbers of 0 or more. */
  readonly notNegative?: Readonly<Record<string, number>>;
  /** Numbers from 0 to 1. */
  readonly shares?: Readonly<Record<string, number>>;
  /** A name of each, and those there are. */
  readonly names?: Readonly<Record<string, readonly [name: string, known: readonly string[]]>>;
}

/** @throws {RangeError} If a setting is not as it must be: an attack that does nothing would find every network robust. */
export function checkSettings(attack: string, { names = {}, ...numbers }: Wanted): void {
  const refuse = (setting: string, wanted: string, found: unknown) => {
    throw new RangeError(`Cannot make ${attack}: ${setting} must be ${wanted}, found ${found}`);
  };
  for (const kind of kinds) {
    const { wanted, allows } = rules[kind];
    for (const [setting, value] of Object.entries(numbers[kind] ?? {})) {
      if (!allows(value)) refuse(setting, wanted, value);
    }
  }
  for (const [setting, [name, known]] of Object.entries(names)) {
    if (!known.includes(name)) refuse(setting, `one of ${known.join(", ")}`, name);
  }
}

/**
 * A radius that an attack can be run at.
 *
 * @throws {RangeError} If it is negative or not finite.
 */
export function requireRadius(attack: string, radius: number | undefined): number {
  if (radius !== undefined && Number.isFinite(radius) && radius >= 0) return radius;
  throw new RangeError(`Cannot run ${attack}: a radius of 0 or more is needed, found ${radius}`);
}

const kinds = ["counts", "positive", "notNegative", "shares"] as const;

/** What each kind of number must be; nothing allows NaN. */
const rules: Readonly<Record<typeof kinds[number], Rule>> = {
  counts: { wanted: "a positive whole number", allows: (n) => Number.isInteger(n) && n > 0 },
  positive: { wanted: "a positive number", allows: (x) => Number.isFinite(x) && x > 0 },
  notNegative: { wanted: "a number of 0 or more", allows: (x) => Number.isFinite(x) && x >= 0 },
  shares: { wanted: "a number from 0 to 1", allows: (x) => x >= 0 && x <= 1 },
};

interface Rule {
  readonly wanted: string;
  allows(value: number): boolean;
}
