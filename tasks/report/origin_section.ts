/**
 * What made each result, and the command that makes it again.
 */
import { type Html, html } from "./html.ts";
import type { Result } from "./read_results.ts";
import { changedKeys, otherData, settingName, settingsOf } from "./setting.ts";
import { keyInWords, valueInWords } from "./settings_in_words.ts";
import { scrolling, settingTitle } from "./words.ts";

/**
 * Settings, seed, backend, versions, date and cost of every result.
 *
 * @param link Where a result's rows.csv lies, seen from the page.
 */
export function originSection(results: readonly Result[], link: (result: Result) => string): Html {
  return html`
    <section id="made" aria-labelledby="made-title">
    <h2 id="made-title">How each result was made</h2>
    <p>Two runs of one commit on one backend give the same bytes. The links to rows.csv work while this page lies where it was written.</p>
    ${results.map((result) => {
      const { experiment, anchor, folder } = result;
      return html`<article class="card" id="made-${anchor}" aria-labelledby="made-${anchor}-title">
<h3 id="made-${anchor}-title">${experiment.title}: ${settingTitle(settingName(result))}</h3>
<dl>
<dt>Made again by</dt><dd><code>${command(result)}</code></dd>
<dt>Rows</dt><dd><a href="${link(result)}">${folder}/rows.csv</a>, ${result.rows.length} rows</dd>
${origin(result)}
</dl>
${settings(result)}
</article>`;
    })}
    </section>
  `;
}

function origin(result: Result): Html {
  const { record, rows } = result;
  const { seed, recipe, backend } = rows[0]!;
  const rest = `seed ${seed}, ${recipe} recipe`;
  if (record === null) {
    return html`
      <dt>Made with</dt>
      <dd>${rest}, ${backend}; there is no record of the rest</dd>
    `;
  }
  const { versions, seconds, peakMegabytes, finished, hashes } = record;
  const { name, kernels, adapter, reason } = record.backend;
  const what = [name, kernels, adapter].filter(Boolean).join(", ");
  const list = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, value]) => `${key} ${value}`).join(", ");
  return html`
    <dt>Made with</dt>
    <dd>${rest}; ${list(versions)}</dd>
    <dt>Backend</dt>
    <dd>${what}; why: ${reason}</dd>
    ${otherDataLine(otherData(result))}
    <dt>Finished</dt>
    <dd>${finished}, after ${seconds} s, at most ${peakMegabytes} MB</dd>
    <dt>SHA-256</dt>
    <dd class="small">${list(hashes)}</dd>
  `;
}

function otherDataLine(names: readonly string[]): Html | null {
  if (names.length === 0) return null;
  return html`
    <dt>Other data</dt>
    <dd>${names.join(", ")}, not the official files: what the paper says is not of them</dd>
  `;
}

function settings(result: Result): Html | null {
  const all = settingsOf(result);
  if (all.length === 0) return null;
  const name = `Settings of ${result.experiment.name}, ${settingTitle(settingName(result))}`;
  return html`<details><summary>Settings</summary>
${
    scrolling(
      name,
      html`
        <table>
          <caption>${name}</caption>
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Name</th>
              <th scope="col">Here</th>
              <th scope="col">Full</th>
            </tr>
          </thead>
          <tbody>${all.map(({ key, here, full }) =>
            html`
              <tr>
                <th scope="row">${keyInWords(key)}</th>
                <td><code>${key}</code></td>
                <td>${valueInWords(key, here)}</td>
                <td>${valueInWords(key, full)}</td>
              </tr>
            `
          )}</tbody>
        </table>
      `,
    )
  }
</details>`;
}

/** The task, with every flag that is not its default; where a user's files lay is not recorded. */
export function command(result: Result): string {
  const { experiment, record, rows, folder } = result;
  const { profile, recipe, seed, backend } = rows[0]!;
  const out = folder.slice(0, -experiment.name.length - 1);
  const kernels = record?.backend.kernels ?? "";
  const own = record?.settings as Record<string, unknown> | undefined;
  return [
    `deno task ${experiment.name} --profile ${word(profile)}`,
    ...recipe === "released" ? [] : [`--recipe ${word(recipe)}`],
    ...seed === 0 ? [] : [`--seed ${word(String(seed))}`],
    `--backend ${kernels.startsWith("native") ? "native" : word(backend)}`,
    ...otherData(result).length > 0 ? ["--data DIR"] : [],
    ...rows.some((row) => row.recipe === "own") ? ["--weights FILE"] : [],
    ...changedKeys(result).filter((key) => own?.[key] !== undefined)
      .map((key) => `--set ${word(`${key}=${own?.[key]}`)}`),
    ...out === `results/${profile}` ? [] : [`--out ${word(out)}`],
  ].join(" ");
}

/** A word for a shell. */
function word(text: string): string {
  return /^[\w.,:=/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
