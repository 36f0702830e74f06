/**
 * Settings that are each allowed, but not together.
 *
 * @module
 */

/** What is set cannot be meant; nothing was computed. */
export class SettingsError extends RangeError {
  /** The error's name. */
  override readonly name = "SettingsError";
}
