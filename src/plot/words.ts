import type { Cell } from "../types.ts";
import type { Channel, Datum } from "./channel.ts";
import { formatNumber } from "./format_number.ts";

/** Words in print for the codes of rows, by code. */
export type Words = Readonly<Record<string, string>>;

const vocabulary: Words = {
  adv: "adversarial",
  amr: "AMR",
  cifar10: "CIFAR-10",
  clean_accuracy: "clean accuracy",
  cnn: "CNN",
  convnet: "ConvNet",
  dd: "Deep Defense",
  ddn: "DDN",
  gd: "gradient descent",
  lcr: "LCR",
  lenet: "LeNet",
  lenet_small: "LeNetSmall",
  lr: "LR",
  mlp: "MLP",
  mmr: "MMR",
  mnist: "MNIST",
  mnist01: "MNIST 0 or 1",
  normalised_gd: "normalised gradient descent",
  own: "own weights",
  std: "standard",
  svm: "SVM",
};

/**
 * A cell of a row in print: codes in words (`normalised_gd` becomes
 * `normalised gradient descent`), numbers short, underscores as spaces.
 *
 * @param code The cell.
 * @param own Words that come before the house's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { inWords } from "@marginlab/marginlab";
 *
 * assertEquals(inWords("average_margin"), "average margin");
 * assertEquals(inWords("amr", { amr: "ours" }), "ours");
 * ```
 */
export function inWords(code: Cell, own: Words = {}): string {
  if (code === null) return "";
  const key = String(code);
  if (Object.hasOwn(own, key)) return own[key]!;
  if (typeof code === "number") return formatNumber(code, 6);
  if (Object.hasOwn(vocabulary, key)) return vocabulary[key]!;
  return code.replaceAll("_", " ");
}

/** What an axis is called after its channel: the field in words, nothing for a function. */
export function channelName<T extends Datum>(channel: Channel<T>, own?: Words): string {
  return typeof channel === "string" ? inWords(channel, own) : "";
}
