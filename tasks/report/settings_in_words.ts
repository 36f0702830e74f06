/**
 * Keys and values of settings in words.
 */
import { formatFixed } from "../../src/plot/format_number.ts";
import { inWords } from "../../src/plot/words.ts";

/** What the settings of one network say, in the order of a table's columns. */
export const quantities = {
  Epochs: "epochs",
  Images: "training images",
  Tests: "test images",
  Points: "points of each split for margins",
  Samples: "gradients sampled a point",
  Attacked: "test images attacked",
  Measured: "epochs at which margins are measured",
} as const;

/** One number of one network. */
export interface NetworkKey {
  /** `MNIST MLP` */
  readonly network: string;
  readonly quantity: keyof typeof quantities;
}

/** What `mnistMlpEpochs` and its like speak of; undefined for any other key. */
export function networkKey(key: string): NetworkKey | undefined {
  const pattern = new RegExp(`^(mnist|cifar10)([A-Z]\\w*?)(${Object.keys(quantities).join("|")})$`);
  const [, dataset, model, quantity] = pattern.exec(key) ?? [];
  if (quantity === undefined) return undefined;
  const code = model!.replaceAll(/(?<=.)[A-Z]/g, (capital) => `_${capital}`).toLowerCase();
  return {
    network: `${inWords(dataset!)} ${inWords(code)}`,
    quantity: quantity as NetworkKey["quantity"],
  };
}

/** A key in words: `MNIST MLP: training images`. */
export function keyInWords(key: string): string {
  const known = networkKey(key);
  if (known !== undefined) return `${known.network}: ${quantities[known.quantity]}`;
  return key.replaceAll(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

/** What a value means: 0 stands for all, or for none at all. */
export function valueInWords(key: string, value: string): string {
  const quantity = networkKey(key)?.quantity;
  if (value === "0" && (quantity === "Images" || quantity === "Tests")) return "all";
  if (value === "0" && quantity === "Samples") return "none, exact";
  if (value === "0" && quantity === "Measured") return "every one";
  return value.split(",").map((part) => /^\d{4,}$/.test(part) ? formatFixed(Number(part), 0) : part)
    .join(", ");
}
