/**
 * HTML from templates: whatever is put in is text, unless it came from a template itself.
 */

/** Markup that may stand in a page as it is. */
export interface Html {
  readonly markup: string;
}

/** What a template takes: markup, text to be escaped, nothing, or a list of these. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

/** A template's markup, with every part that is not markup escaped, in text and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.map((string, i) => string + markupOf(parts[i])).join("") };
}

function markupOf(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "markup" in part ? part.markup : part.map(markupOf).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML; characters that HTML forbids become U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    // deno-lint-ignore no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\ufffd")
    .replaceAll(/[&<>"']/g, (letter) => entities[letter]!);
}
