/**
 * The verdicts at a glance.
 */
import { badge } from "./badge.ts";
import { type Html, html } from "./html.ts";
import { type JudgedClaim, type Judgement, type Outcome, outcome } from "./judged_claims.ts";
import { scrolling, settingTitle } from "./words.ts";

const outcomes: readonly Outcome[] = ["holds", "fails", "divided", "not tested"];

/** How many claims hold, then each of them in a line. */
export function summarySection(claims: readonly JudgedClaim[], settings: readonly string[]): Html {
  return html`
    <section id="summary" aria-labelledby="summary-title">
    <h2 id="summary-title">Verdicts at a glance</h2>
    ${scrolling("How many claims hold", countsTable(claims, settings))}
    ${meanings}
    ${scrolling("The claims", claimsTable(claims, settings))}
    </section>
  `;
}

function countsTable(claims: readonly JudgedClaim[], settings: readonly string[]): Html {
  const count = (setting: string, one: Outcome) =>
    claims.filter((claim) => outcome(claim, setting) === one).length;
  return html`
    <table>
      <caption>Of ${claims.length} claims, how many…</caption>
      <thead>
        <tr><th scope="col">Verdict</th>${settings.map((setting) =>
          html`<th scope="col">${settingTitle(setting)}</th>`
        )}</tr>
      </thead>
      <tbody>${outcomes.map((one) =>
        html`<tr><th scope="row">${badge(one)}</th>${
          settings.map((setting) => html`<td class="number">${count(setting, one)}</td>`)
        }</tr>`
      )}</tbody>
    </table>
  `;
}

const meanings = html`
  <details>
    <summary>What the verdicts mean</summary>
    <dl>
      <dt>${badge("holds")}</dt>
      <dd>Our rows show what the paper says. Where a second result cannot tell, the claim still counts as holding.</dd>
      <dt>${badge("fails")}</dt>
      <dd>Our rows show otherwise. At the paper's setting that is so wherever they do not show what is claimed. At quick, a few epochs on a few images, only what clearly says the contrary counts: a curve that trends the other way (Mann's test, 5 %), a difference of more than two standard errors the other way; else the claim is not tested there. The smoke profile never says so.</dd>
      <dt>${badge("divided")}</dt>
      <dd>One result shows what the paper says and another does not, or one attack and not another.</dd>
      <dt>${badge("not tested")}</dt>
      <dd>No result here speaks of it, or those that do have too little to tell (“not tested at this profile”).</dd>
    </dl>
  </details>
`;

function claimsTable(claims: readonly JudgedClaim[], settings: readonly string[]): Html {
  return html`
    <table class="glance">
      <caption>Each claim, with the tasks that judged it</caption>
      <thead>
        <tr><th scope="col">No.</th><th scope="col">The paper says</th>${settings.map((setting) =>
          html`<th scope="col">${settingTitle(setting)}</th>`
        )}</tr>
      </thead>
      <tbody>${claims.map((claim) =>
        html`
          <tr><th scope="row"><a href="#claim-${claim.claim}">${claim.claim}</a></th><td>${claim
            .sentence}</td>${settings.map((setting) => html`<td>${cell(claim, setting)}</td>`)}</tr>
        `
      )}</tbody>
    </table>
  `;
}

/** Each verdict with the results that gave it: none is merged with another. */
function cell({ judgements }: JudgedClaim, setting: string): Html {
  const here = judgements.filter((judgement) => judgement.setting === setting);
  if (here.length === 0) return badge("not tested");
  return html`<ul role="list">${
    (["fails", "holds", "not tested at this profile"] as const).map((verdict) => {
      const who = here.filter((judgement) => judgement.verdict === verdict).map(source);
      return who.length > 0 &&
        html`<li>${badge(verdict, verdict.split(" at ")[0])} <span class="small">${
          [...new Set(who)].join(", ")
        }</span></li>`;
    })
  }</ul>`;
}

function source({ result, attack }: Judgement): string {
  return attack === undefined ? result.experiment.name : `${result.experiment.name} (${attack})`;
}
