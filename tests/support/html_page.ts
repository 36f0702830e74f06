/**
 * An HTML page of ours, taken apart strictly: every element that is opened is closed, in order,
 * and `<`, `>` and quotes stand in no text and no attribute.
 */

/** One element's opening tag. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The text up to the end of the element, tags left out. */
  readonly text: string;
}

const empty = new Set(["meta", "img", "br"]);

/** Every element in order; throws where the page is not well-formed. */
export function parsePage(page: string): Tag[] {
  const body = page.replace(/^<!DOCTYPE html>/, "").replace(/(<style>)[^<]*(<\/style>)/, "$1$2");
  const tags: Tag[] = [];
  const open: { name: string; at: number; tag: number }[] = [];
  for (
    const { 0: whole, index, groups } of body.matchAll(/<(?<end>\/?)(?<name>\w+)(?<rest>[^<>]*)>/g)
  ) {
    const { end, name, rest } = groups as Record<string, string>;
    if (end) {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`</${name}> ends <${last?.name}>`);
      const text = inText(body.slice(last!.at, index).replaceAll(/<[^>]*>/g, ""));
      tags[last!.tag] = { ...tags[last!.tag]!, text };
      continue;
    }
    if (!empty.has(name!)) open.push({ name: name!, at: index + whole.length, tag: tags.length });
    tags.push({ name: name!, attributes: attributesOf(rest!, whole), text: "" });
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  const stray = /[<>]/.exec(body.replaceAll(/<\/?\w+[^<>]*>/g, ""));
  if (stray) throw new Error(`a stray ${stray[0]}`);
  return tags;
}

function attributesOf(rest: string, tag: string): Map<string, string> {
  const attribute = /\s+([\w-]+)="([^"]*)"/g;
  if (rest.replaceAll(attribute, "").trim() !== "") throw new Error(`not well-formed: ${tag}`);
  return new Map(rest.matchAll(attribute).map(([, name, value]) => [name!, inText(value!)]));
}

/** Text with its entities read. */
function inText(markup: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return markup.replaceAll(/&([#\w]+);/g, (whole, name) => named[name] ?? whole)
    .replaceAll(/\s+/g, " ").trim();
}
