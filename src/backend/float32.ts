/**
 * The numbers that tensors hold.
 *
 * @module
 */

/** Any score less this is below every other score, and 0 times it is no NaN. */
export const largestFloat32: number = (2 - 2 ** -23) * 2 ** 127;
