/** What every failed assertion throws. */
export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** How an optional message closes the sentence that says what failed. */
export function suffix(msg?: string): string {
  return msg ? `: ${msg}` : ".";
}
