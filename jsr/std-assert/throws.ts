import { AssertionError, suffix } from "./assertion_error.ts";

type ErrorClass<E extends Error> = new (...args: never[]) => E;

/** Throws unless `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Throws unless `fn` throws an error of that class whose message includes the text; returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(fn: () => unknown, ...wanted: Wanted): unknown {
  try {
    fn();
  } catch (error) {
    return check(error, "thrown", wanted);
  }
  throw new AssertionError(`Expected function to throw${suffix(messageOf(wanted))}`);
}

/** Rejects unless `fn` returns a promise that rejects; resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Rejects unless `fn` rejects with an error of that class whose message includes the text; resolves to it. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...wanted: Wanted
): Promise<unknown> {
  const promise = start(fn, wanted);
  try {
    await promise;
  } catch (error) {
    return check(error, "rejected", wanted);
  }
  throw new AssertionError(`Expected function to reject${suffix(messageOf(wanted))}`);
}

type Wanted = [
  classOrMsg?: ErrorClass<Error> | string,
  msgIncludes?: string,
  msg?: string,
];

function messageOf([classOrMsg, , msg]: Wanted): string | undefined {
  return typeof classOrMsg === "string" ? classOrMsg : msg;
}

/** Calls the function; throwing at once, or returning no promise, is not rejecting. */
function start(fn: () => PromiseLike<unknown>, wanted: Wanted): PromiseLike<unknown> {
  const refusal = `Function throws when expected to reject${suffix(messageOf(wanted))}`;
  let result: unknown;
  try {
    result = fn();
  } catch (cause) {
    throw new AssertionError(refusal, { cause });
  }
  if (typeof (result as PromiseLike<unknown> | null)?.then === "function") {
    return result as PromiseLike<unknown>;
  }
  throw new AssertionError(refusal);
}

function check(error: unknown, verb: string, wanted: Wanted): unknown {
  const [type, msgIncludes] = wanted;
  if (type === undefined || typeof type === "string") return error;
  const end = suffix(messageOf(wanted));
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was ${verb}${end}`);
  }
  const found = error.constructor.name;
  if (!(error instanceof type)) {
    throw new AssertionError(
      `Expected error to be instance of "${type.name}", but was "${found}"${end}`,
      { cause: error },
    );
  }
  if (msgIncludes && !error.message.includes(msgIncludes)) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(msgIncludes)}, but got ${
        JSON.stringify(error.message)
      }${end}`,
      { cause: error },
    );
  }
  return error;
}
