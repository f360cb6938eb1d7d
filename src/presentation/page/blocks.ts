import { type Content, html, type Markup } from "./html";

/** A part of the page that can be linked to, with what it shows in words. */
export const section = (id: string, title: Content, lead: Content, body: Content): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="lead">${lead}</p>${body}</section>\n`;

/**
 * What is wider than the screen is moved sideways in a room of its own. @param labelledBy the id of
 * its heading
 */
export const scrolled = (labelledBy: string, table: Content): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${labelledBy}">${table}</div>`;

/** Labels with what they stand for. */
export const described = (facts: readonly (readonly [label: string, content: Content])[]): Markup =>
  html`<dl>${facts.map(([label, content]) => html`<div><dt>${label}</dt><dd>${content}</dd></div>`)}</dl>`;
