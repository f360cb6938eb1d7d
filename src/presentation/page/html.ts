/** Text that is markup already; everything else that goes into a page is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | readonly Content[];

/**
 * Markup with values in it: text is escaped, for elements and quoted attributes alike, and
 * coordinates are rounded.
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
 * Control characters but tabs and line feeds, and halves of characters, which no page may contain.
 */
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\p{Cs}\u2028\u2029]/gu;

export const escaped = (text: string): string =>
  text.replace(UNPRINTABLE, "\ufffd").replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** A sentence in which what stands between backticks is code. */
export const withCode = (text: string): Content =>
  text.split("`").map((part, i, all) => {
    const isCode = i % 2 === 1 && i < all.length - 1;
    if (isCode) return html`<code>${part}</code>`;
    return i % 2 === 1 ? `\`${part}` : part;
  });
