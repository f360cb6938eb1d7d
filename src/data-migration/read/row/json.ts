import { type Json, MAX_JSON_DEPTH } from "../../../core/json/json";

/** JSON value, or the reason of a rejection, which follows the name of a column. */
export type ReadJson = { value: Json } | { reason: string };

/** Reason for a text that is no JSON at all. */
export const NOT_JSON = "is not JSON";

/**
 * Reads JSON without loss. `JSON.parse` alone keeps the last of two equal keys, and rounds long
 * integers.
 */
export function readJson(text: string): ReadJson {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { reason: syntaxReason(text) };
  }
  const { members, longNumbers } = scan(text);
  if (longNumbers.some(isRounded)) return { reason: "has a whole number above 2^53, which would be rounded" };
  if (longNumbers.some((number) => !Number.isFinite(Number(number))))
    return { reason: "has a number beyond the range of a 64-bit float" };
  const parsed = members > 0 ? membersOf(value, 0) : 0;
  if (Number.isNaN(parsed)) return { reason: `is nested deeper than ${MAX_JSON_DEPTH} levels` };
  if (members !== parsed) return { reason: "has the same key twice in one object" };
  return { value };
}

function syntaxReason(text: string): string {
  if (text.trim() === "") return "is empty where JSON is expected";
  if (/(?<![\w"])(NaN|-?Infinity)(?![\w"])/.test(text))
    return "has NaN or Infinity, which Python writes and JSON does not have";
  return NOT_JSON;
}

const isRounded = (number: string): boolean =>
  /^-?\d+$/.test(number) &&
  !Number.isSafeInteger(Number(number)) &&
  BigInt(number) !== exactly(Number(number));

const exactly = (value: number): bigint | null => (Number.isFinite(value) ? BigInt(value) : null);

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;

/**
 * Counts the members of all objects, and finds the numbers with an exponent or more than 15 digits,
 * in one pass.
 */
function scan(text: string): { members: number; longNumbers: string[] } {
  const longNumbers: string[] = [];
  let members = 0;
  let from = -1;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    // Digits, + - . e E
    if (
      (code >= 48 && code <= 57) ||
      code === 43 ||
      code === 45 ||
      code === 46 ||
      (from >= 0 && (code | 32) === 101)
    ) {
      if (from < 0) from = i;
      continue;
    }
    if (from >= 0) {
      if (i - from > 15 || /e/i.test(text.slice(from, i))) longNumbers.push(text.slice(from, i));
      from = -1;
    }
    if (code === COLON) members++;
    else if (code === QUOTE) i = endOfString(text, i);
  }
  return { members, longNumbers };
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
}

/** Counts the members of all objects. NaN where they are nested deeper than any store accepts. */
function membersOf(value: Json, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth === MAX_JSON_DEPTH) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) for (const each of value) count += membersOf(each, depth + 1);
  else
    for (const key of Object.keys(value))
      count += 1 + membersOf((value as Record<string, Json>)[key] as Json, depth + 1);
  return count;
}
