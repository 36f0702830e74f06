/**
 * The figures, each with its description in words and its main numbers.
 */
import type { Finding } from "../../src/experiments/experiment.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { type Html, html } from "./html.ts";
import { dataUri, type Picture } from "./picture.ts";
import type { Result } from "./read_results.ts";
import { compareSettings, settingName } from "./setting.ts";
import { scrolling, settingTitle } from "./words.ts";

/** Below this many pixels a figure is not shrunk further, it scrolls. */
const legible = 620;

/** One part a figure or table, with its results side by side, the full setting first. */
export function figuresSection(results: readonly Result[]): Html {
  const shown = experiments.filter((one) => results.some(({ experiment }) => experiment === one));
  return html`
    <section id="figures" aria-labelledby="figures-title">
    <h2 id="figures-title">Figures</h2>
    <p>Each is drawn from the rows that lie beside it, by the same code under every setting.</p>
    ${shown.map((experiment) => {
      const own = results.filter((result) => result.experiment === experiment)
        .toSorted((a, b) => compareSettings(settingName(a), settingName(b)));
      return html`
        <h3>${experiment.title}</h3>
        <div class="side">${own.map(block)}</div>
      `;
    })}
    </section>
  `;
}

function block(result: Result): Html {
  const { pictures, findings, anchor } = result;
  const setting = settingTitle(settingName(result));
  return html`
    <div id="${anchor}">
    <h4>${setting}</h4>
    ${pictures.length === 0 && html`<p>There is no picture.</p>`}
    ${pictures.map((picture) => figure(picture, setting))}
    ${findings.length > 0 && numbers(findings, `${result.experiment.name}, ${setting}`)}
    <p class="small"><a href="#made-${anchor}">How it was made</a></p>
    </div>
  `;
}

function figure(picture: Picture, setting: string): Html {
  const { title, description, width, height, svg } = picture;
  const least = Math.min(legible, Math.ceil(width));
  const isShort = description.length <= 250;
  const alt = isShort && description ? `${title}. ${description}` : `${title}, ${setting}`;
  return html`
    <figure>
      <div class="canvas" role="group" aria-label="Picture: ${title}, ${setting}"
        tabindex="0"><img src="${dataUri("image/svg+xml", svg)}" alt="${alt}" width="${Math.ceil(
          width,
        )}" height="${Math.ceil(height)}" style="min-width: ${least}px"></div>
      <figcaption>${title}. ${setting}.${!isShort && html`
        <details>
          <summary>The picture in words</summary>
          <p>${description}</p>
        </details>
      `}</figcaption>
    </figure>
  `;
}

function numbers(findings: readonly Finding[], name: string): Html {
  return html`<details><summary>Main numbers beside the paper's</summary>
${
    scrolling(
      `Main numbers of ${name}`,
      html`
        <table>
          <caption>Main numbers of ${name}</caption>
          <thead>
            <tr>
              <th scope="col">Quantity</th>
              <th scope="col">Measured</th>
              <th scope="col">The paper</th>
            </tr>
          </thead>
          <tbody>${findings.map(({ quantity, measured, paper }) =>
            html`
              <tr>
                <th scope="row">${quantity}</th>
                <td>${measured}</td>
                <td>${paper}</td>
              </tr>
            `
          )}</tbody>
        </table>
      `,
    )
  }
</details>`;
}
