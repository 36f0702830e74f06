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
  /** A name of each, and those there are. */
  readonly names?: Readonly<Record<string, readonly [name: string, known: readonly string[]]>>;
}

/** @throws {RangeError} If a setting is not as it must be: an attack that does nothing would find every network robust. */
export function checkSettings(attack: string, { counts, positive, names }: Wanted): void {
  const refuse = (setting: string, wanted: string, found: unknown) => {
    throw new RangeError(`Cannot make ${attack}: ${setting} must be ${wanted}, found ${found}`);
  };
  for (const [setting, count] of Object.entries(counts ?? {})) {
    if (!(Number.isInteger(count) && count > 0)) refuse(setting, "a positive whole number", count);
  }
  for (const [setting, value] of Object.entries(positive ?? {})) {
    if (!(Number.isFinite(value) && value > 0)) refuse(setting, "a positive number", value);
  }
  for (const [setting, [name, known]] of Object.entries(names ?? {})) {
    if (!known.includes(name)) refuse(setting, `one of ${known.join(", ")}`, name);
  }
}
