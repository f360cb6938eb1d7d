/**
 * Escaping of text, so that every database can hold it.
 *
 * A JavaScript string may hold U+0000 and lone surrogates. Databases refuse U+0000 or cut the text
 * at it, and they replace lone surrogates. Each of them is written as U+FFFF (a noncharacter, legal
 * in UTF-8) and its four hex digits; so is U+FFFF itself. Every string is therefore read as it was
 * written. Nearly all texts have none of the three and are stored unchanged.
 */
const ESCAPE = "\uffff";
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is the character to be escaped
const NEEDS_ESCAPE = /[\u0000\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ESCAPED = /\uffff([0-9a-f]{4})/g;

export function encodeText(text: string): string {
  // 25 ns for a clean text of 100 characters against 600 ns for the regular expression
  if (!text.includes("\0") && !text.includes(ESCAPE) && text.isWellFormed()) return text;
  return text.replace(NEEDS_ESCAPE, (unit) => ESCAPE + unit.charCodeAt(0).toString(16).padStart(4, "0"));
}

export function decodeText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * The longest text: 128 MiB of UTF-8. Databases take at most 256 MiB for all texts of a document.
 */
export const MAX_TEXT_BYTES = 1 << 27;

/** One unit of a string becomes at most three bytes of UTF-8. */
export const isTooLong = (text: string): boolean =>
  text.length > MAX_TEXT_BYTES / 3 && Buffer.byteLength(text) > MAX_TEXT_BYTES;

/**
 * True for text that needs no escaping. Names and keys have to be such text, since the database
 * compares and orders them.
 */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && !text.includes(ESCAPE) && text.isWellFormed();
}

// JSON.stringify writes U+0000 and lone surrogates as escapes. The pattern has to step over all
// other escapes: the text `\\u0000` in JSON is a backslash and five letters.
const JSON_ESCAPE = /\\(?:u(0000|d[89a-f][0-9a-f]{2})|.)|\uffff/g;

/** Escaping of a whole JSON document as JSON.stringify writes it, keys and strings alike. */
export function encodeJsonText(json: string): string {
  if (!json.includes("\\u") && !json.includes(ESCAPE)) return json;
  return json.replace(JSON_ESCAPE, (match, hex: string | undefined) => {
    if (hex !== undefined) return ESCAPE + hex;
    return match === ESCAPE ? `${ESCAPE}ffff` : match;
  });
}

export function decodeJsonText(json: string): string {
  return json.includes(ESCAPE) ? json.replace(ESCAPED, (_, hex: string) => `\\u${hex}`) : json;
}
