/**
 * Classes, and labels that are class numbers.
 *
 * @module
 */

/** @throws {RangeError} If a network has no two classes; `action` says what cannot be done then. */
export function checkClasses({ classes }: { readonly classes: number }, action: string): void {
  if (Number.isInteger(classes) && classes >= 2) return;
  throw new RangeError(
    `Cannot ${action}: a network must have at least 2 classes, found ${classes}; ` +
      "one score z for two classes is the logits [-z/2, z/2]",
  );
}

/** @throws {RangeError} If a label is no whole number from 0 to the last class; `action` says what cannot be done then. */
export function checkLabels(labels: ArrayLike<number>, classes: number, action: string): void {
  const wrong = Array.from(labels)
    .find((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot ${action}: labels must be whole numbers from 0 to ${classes - 1}, found ${wrong}`,
  );
}

/** What has a shape. */
interface Shaped {
  readonly shape: readonly number[];
}

/** @throws {RangeError} If there is not one label a row: another number of them would be broadcast. */
export function checkLabelCount(rows: Shaped, labels: Shaped): void {
  if (labels.shape.length === 1 && labels.shape[0] === rows.shape[0]) return;
  throw new RangeError(
    `Labels must have shape [batch], here [${rows.shape[0]}], found [${labels.shape}]`,
  );
}
