/**
 * Functions that do not look at their input.
 *
 * @module
 */

/** Whether tfjs failed because nothing of x reaches y: the gradient is then zero everywhere. */
export function isUnconnected(error: unknown): boolean {
  return error instanceof Error &&
    error.message.startsWith("Cannot compute gradient of y=f(x) with respect to x");
}
