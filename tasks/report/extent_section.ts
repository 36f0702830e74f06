/**
 * How much of the paper's setting was run: what a verdict below the full setting stands on.
 */
import { inWords } from "../../src/plot/words.ts";
import { type Html, html } from "./html.ts";
import type { Result } from "./read_results.ts";
import { compareSettings, type Setting, settingName, settingsOf } from "./setting.ts";
import { scrolling, settingTitle } from "./words.ts";

/** `mnistMlpEpochs` and its like: a number of one network. */
const networkKey = /^(mnist|cifar10)([A-Z]\w*?)(Epochs|Images|Tests|Points|Samples|Measured)$/;

const quantities: Readonly<Record<string, string>> = {
  Epochs: "epochs",
  Images: "training images",
  Tests: "test images",
  Points: "points a split whose margins are measured",
  Samples: "gradients sampled a point",
  Measured: "epochs that are measured",
};

/** One table a setting below the full one. */
export function extentSection(results: readonly Result[]): Html {
  const settings = [...new Set(results.map(settingName))]
    .filter((setting) => setting !== "paper").sort(compareSettings);
  return html`
    <section id="extent" aria-labelledby="extent-title">
    <h2 id="extent-title">How much was run</h2>
    <p>The paper profile is the paper's full setting. Every other one runs the same code on the same data, but less of it: here is what it left out.</p>
    ${settings.length === 0 && html`<p>Everything on this page was run at the full setting.</p>`}
    ${settings.map((setting) =>
      extent(setting, results.filter((result) => settingName(result) === setting))
    )}
    </section>
  `;
}

/** A value that differs from the full one, and who ran with it. */
interface Reduction extends Setting {
  readonly names: readonly string[];
}

function extent(setting: string, results: readonly Result[]): Html {
  const reductions = reductionsOf(results);
  const unknown = results.filter(({ record }) => record === null)
    .map(({ experiment }) => experiment.name);
  const title = settingTitle(setting);
  return html`<h3>${title}</h3>
${unknown.length > 0 && html`<p>Not known, without a record: ${unknown.join(", ")}.</p>`}
${
    reductions.length === 0
      ? html`<p>No recorded setting differs from the full one.</p>`
      : scrolling(
        `What ${title} left out`,
        html`
          <table>
            <caption>${title}: what differs from the full setting</caption>
            <thead>
              <tr>
                <th scope="col">Setting</th>
                <th scope="col">Here</th>
                <th scope="col">Full</th>
                <th scope="col">In</th>
              </tr>
            </thead>
            <tbody>${reductions.map(({ key, here, full, names }) =>
              html`
                <tr>
                  <th scope="row">${keyInWords(key)}</th>
                  <td>${valueInWords(key, here)}</td>
                  <td>${valueInWords(key, full)}</td>
                  <td>${names.join(", ")}</td>
                </tr>
              `
            )}</tbody>
          </table>
        `,
      )
  }`;
}

function reductionsOf(results: readonly Result[]): Reduction[] {
  const found = new Map<string, Setting & { names: string[] }>();
  for (const result of results) {
    for (const setting of settingsOf(result).filter(({ here, full }) => here !== full)) {
      const place = JSON.stringify([setting.key, setting.here, setting.full]);
      const entry = found.get(place) ?? { ...setting, names: [] };
      found.set(place, entry);
      entry.names.push(result.experiment.name);
    }
  }
  return [...found.values()];
}

/** A setting's key in words: `MNIST MLP: training images`. */
export function keyInWords(key: string): string {
  const [, dataset, model, quantity] = networkKey.exec(key) ?? [];
  if (quantity === undefined) {
    return key.replaceAll(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  }
  const snake = model!.replaceAll(/(?<=.)[A-Z]/g, (capital) => `_${capital}`).toLowerCase();
  return `${inWords(dataset!)} ${inWords(snake)}: ${quantities[quantity]}`;
}

/** What a setting's value means: 0 stands for all, or for none at all. */
export function valueInWords(key: string, value: string): string {
  const quantity = networkKey.exec(key)?.[3];
  if (value === "0" && (quantity === "Images" || quantity === "Tests")) return "all";
  if (value === "0" && quantity === "Samples") return "none: exact margins";
  if (value === "0" && quantity === "Measured") return "every one";
  return value.replaceAll(",", ", ");
}
