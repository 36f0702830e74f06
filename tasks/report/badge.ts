/**
 * A verdict as a small sign: a word and a mark, so that nothing hangs on its colour.
 */
import { type Html, html } from "./html.ts";

const signs: Readonly<Record<string, { mark: string; look: string }>> = {
  holds: { mark: "✓", look: "holds" },
  fails: { mark: "✗", look: "fails" },
  divided: { mark: "≠", look: "divided" },
};

/** The sign of a verdict or an outcome, in its own words or in others. */
export function badge(verdict: string, words = verdict): Html {
  const { mark, look } = signs[verdict] ?? { mark: "○", look: "open" };
  return html`<span class="badge ${look}"><span aria-hidden="true">${mark}</span> ${words}</span>`;
}
