/**
 * The claims one by one, and first of all those that do not hold.
 */
import { badge } from "./badge.ts";
import { type Html, html } from "./html.ts";
import { type JudgedClaim, type Judgement, wouldTest } from "./judged_claims.ts";
import { settingTitle } from "./words.ts";

/** Every verdict that goes against the paper. */
export function againstSection(claims: readonly JudgedClaim[]): Html {
  const failed = claims.flatMap((claim) =>
    claim.judgements.filter(({ verdict }) => verdict === "fails")
      .map((judgement) => ({ claim, judgement }))
  );
  return html`
    <section id="against" aria-labelledby="against-title">
    <h2 id="against-title">What goes against the paper</h2>
    ${failed.length === 0
      ? html`<p>No verdict in what was run. That is not to say that every claim was tested.</p>`
      : failed.map(({ claim, judgement }) =>
        html`<div class="card warning">
<h3><a href="#claim-${claim.claim}">Claim ${claim.claim}</a>: ${claim.sentence}</h3>
${told(judgement)}
</div>`
      )}
    </section>
  `;
}

/** All claims: the paper's sentence in our words, then each verdict with its number. */
export function claimsSection(claims: readonly JudgedClaim[]): Html {
  return html`
    <section id="claims" aria-labelledby="claims-title">
    <h2 id="claims-title">The ${claims.length} claims</h2>
    <p>The sentences are the paper's claims in our words. Under each: what our results say, one entry a result and attack, the full setting first.</p>
    ${claims.map(article)}
    </section>
  `;
}

function article(claim: JudgedClaim): Html {
  const { judgements } = claim;
  const id = `claim-${claim.claim}`;
  return html`
    <article class="card" id="${id}" aria-labelledby="${id}-title">
    <h3 id="${id}-title">Claim ${claim.claim}: ${claim.sentence}</h3>
    <p class="quiet small">The paper, ${claim.place}</p>
    ${judgements.length > 0
      ? html`<ul role="list">${judgements.map((one) => html`<li>${told(one)}</li>`)}</ul>`
      : html`<p>${badge("not tested")} No result here speaks of it; <code>${
        wouldTest(claim)
      }</code> would test it.</p>`}
    </article>
  `;
}

function told({ verdict, attack, setting, result, statement, measured }: Judgement): Html {
  const { experiment, rows, anchor } = result;
  return html`<p>${badge(verdict)} <strong>${
    settingTitle(setting)
  }</strong>, <a href="#${anchor}">${experiment.name}</a>${
    attack !== undefined && html`, under the <strong>${attack}</strong> attack`
  } <span class="quiet small">(seed ${rows[0]!.seed}, ${rows[0]!.backend})</span></p>
<p>${measured}</p>
<p class="quiet small">Judged: ${statement}.</p>`;
}
