/**
 * Labels that are class numbers.
 *
 * @module
 */

/** @throws {RangeError} If a label is no whole number from 0 to the last class; `action` says what cannot be done then. */
export function checkLabels(labels: ArrayLike<number>, classes: number, action: string): void {
  const wrong = Array.from(labels)
    .find((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot ${action}: labels must be whole numbers from 0 to ${classes - 1}, found ${wrong}`,
  );
}
