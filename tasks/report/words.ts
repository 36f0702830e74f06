/**
 * Small pieces that several sections of the page have in common.
 */
import { type Html, html } from "./html.ts";

/** A setting's name as a heading. */
export function settingTitle(setting: string): string {
  const [profile, ...rest] = setting.split(", ");
  return [profile === "paper" ? "Full setting (paper)" : profile, ...rest].join(", ");
}

/** Something wide, in a box that scrolls sideways by itself, with the keyboard too. */
export function scrolling(name: string, content: Html): Html {
  return html`<div class="scroll" role="group" aria-label="${name}" tabindex="0">${content}</div>`;
}
