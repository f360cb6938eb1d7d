/** Text that is already markup. All other values in a page are escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | readonly Content[];

/**
 * Template tag for markup. Text is escaped, for elements and for quoted attributes, and numbers are
 * rounded.
 */
export function html(parts: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(parts.map((part, i) => (i === 0 ? part : rendered(values[i - 1]!) + part)).join(""));
}

function rendered(value: Content): string {
  if (value === null) return "";
  if (typeof value === "string") return escaped(value);
  // A hundredth of a pixel or of a per cent is more than a screen shows.
  if (typeof value === "number") return String(Number(value.toFixed(2)));
  return value instanceof Markup ? value.text : value.map(rendered).join("");
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Characters that a page must not contain: control characters except tabs and line feeds, and lone
 * surrogates.
 */
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\p{Cs}\u2028\u2029]/gu;

export const escaped = (text: string): string =>
  text.replace(UNPRINTABLE, "\ufffd").replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** A sentence; text between backticks is code. */
export const withCode = (text: string): Content =>
  text.split("`").map((part, i, all) => {
    const isCode = i % 2 === 1 && i < all.length - 1;
    if (isCode) return html`<code>${part}</code>`;
    return i % 2 === 1 ? `\`${part}` : part;
  });
