/**
 * How much of the paper's setting was run: what a verdict below the full setting stands on.
 */
import { type Html, html } from "./html.ts";
import type { Result } from "./read_results.ts";
import { compareSettings, type Setting, settingName, settingsOf } from "./setting.ts";
import { keyInWords, networkKey, quantities, valueInWords } from "./settings_in_words.ts";
import { scrolling, settingTitle } from "./words.ts";

/** Two tables a setting below the full one: its networks, then whatever else differs. */
export function extentSection(results: readonly Result[]): Html {
  const settings = [...new Set(results.map(settingName))]
    .filter((setting) => setting !== "paper").sort(compareSettings);
  return html`
    <section id="extent" aria-labelledby="extent-title">
    <h2 id="extent-title">How much was run</h2>
    <p>The paper profile is the paper's full setting. Every other one runs the same code on the same data, unless it says “other data”, but less of it: here is how much.</p>
    ${settings.length === 0 && html`<p>Everything on this page was run at the full setting.</p>`}
    ${settings.map((setting) =>
      extent(setting, results.filter((result) => settingName(result) === setting))
    )}
    </section>
  `;
}

function extent(setting: string, results: readonly Result[]): Html {
  const title = settingTitle(setting);
  const unknown = results.filter(({ record }) => record === null)
    .map(({ experiment }) => experiment.name);
  const all = results.flatMap((result) =>
    settingsOf(result).map((setting) => ({ ...setting, name: result.experiment.name }))
  );
  const others = all.filter(({ key, here, full }) => !networkKey(key) && here !== full);
  return html`<h3>${title}</h3>
${unknown.length > 0 && html`<p>Not known, without a record: ${unknown.join(", ")}.</p>`}
${networksTable(all, title)}
${others.length > 0 && othersTable(others, title)}`;
}

/** A setting and the experiment whose it is. */
interface Named extends Setting {
  readonly name: string;
}

const columns = ["Epochs", "Images", "Tests", "Points", "Samples", "Attacked"] as const;

function networksTable(all: readonly Named[], title: string): Html | null {
  const networks = together(
    [
      ...new Set(all.flatMap(({ key, name }) => {
        const network = networkKey(key)?.network;
        return network === undefined ? [] : [JSON.stringify([network, name])];
      })),
    ].map((pair) => {
      const [network, name] = JSON.parse(pair) as [string, string];
      const own = all.filter(({ key, name: other }) =>
        other === name && networkKey(key)?.network === network
      );
      return { name, cells: [network, ...columns.map((quantity) => told(own, quantity))] };
    }),
  );
  if (networks.length === 0) return null;
  const caption = `${title}: what each network was trained and measured on, ` +
    "with the full setting in brackets";
  return scrolling(
    caption,
    html`
      <table>
        <caption>${caption}</caption>
        <thead>
          <tr><th scope="col">Network</th>${columns.map((quantity) =>
            html`<th scope="col">${quantities[quantity]}</th>`
          )}<th scope="col">in</th></tr>
        </thead>
        <tbody>${networks.map(line)}</tbody>
      </table>
    `,
  );
}

/** `20 (200)`, or one number where both are the same. */
function told(settings: readonly Setting[], quantity: string): string {
  const setting = settings.find(({ key }) => networkKey(key)?.quantity === quantity);
  if (setting === undefined) return "";
  const [here, full] = [setting.here, setting.full].map((value) =>
    valueInWords(setting.key, value)
  );
  return here === full ? here! : `${here} (${full})`;
}

function othersTable(others: readonly Named[], title: string): Html {
  const caption = `${title}: what else differs from the full setting`;
  const lines = together(others.map(({ name, key, here, full }) => ({
    name,
    cells: [keyInWords(key), valueInWords(key, here), valueInWords(key, full)],
  })));
  return scrolling(
    caption,
    html`
      <table>
        <caption>${caption}</caption>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">here</th>
            <th scope="col">full</th>
            <th scope="col">in</th>
          </tr>
        </thead>
        <tbody>${lines.map(line)}</tbody>
      </table>
    `,
  );
}

interface Line {
  readonly cells: readonly string[];
  readonly names: readonly string[];
}

/** One line for all experiments that have the same cells. */
function together(lines: readonly { name: string; cells: readonly string[] }[]): Line[] {
  const groups = Map.groupBy(lines, ({ cells }) => JSON.stringify(cells));
  return [...groups.values()].map((group) => ({
    cells: group[0]!.cells,
    names: group.map(({ name }) => name),
  }));
}

function line({ cells: [head, ...rest], names }: Line): Html {
  return html`
    <tr><th scope="row">${head}</th>${rest.map((cell) => html`<td>${cell}</td>`)}<td>${names.join(
      ", ",
    )}</td></tr>
  `;
}
