import { type Content, html, type Markup } from "./html";

/** A section of the page with an anchor, a title and a lead paragraph. */
export const section = (id: string, title: Content, lead: Content, body: Content): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="lead">${lead}</p>${body}</section>\n`;

/**
 * A box that scrolls sideways, for content wider than the screen.
 *
 * @param labelledBy the id of its heading
 */
export const scrolled = (labelledBy: string, table: Content): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${labelledBy}">${table}</div>`;

/** A description list: labels with their contents. */
export const described = (facts: readonly (readonly [label: string, content: Content])[]): Markup =>
  html`<dl>${facts.map(([label, content]) => html`<div><dt>${label}</dt><dd>${content}</dd></div>`)}</dl>`;
