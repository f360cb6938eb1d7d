import { FIRST_INSTANT, LAST_INSTANT } from "../../core/instants";
import { utcInstant } from "../../dialect/instant";

/** An instant, and what had to be done to a value to get it; or why it is none, in words that follow the column's name. */
export type ReadInstant = { date: Date; how: string } | { problem: string };

const FORM =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(?:(Z|z|UTC)|([+-]\d\d):?(\d\d)|([+-]\d\d))?$/;
const NUMBER = /^-?\d{1,18}(?:\.\d+)?$/;

/**
 * Numbers stand for times from 2000 to the end of 2069. In that range seconds, milliseconds and microseconds since 1970 are told apart, and
 * from all else that is kept in numbers: Julian days (2.46 million), days of spreadsheets (45,000), `YYYYMMDD` and `YYYYMMDDhhmmss`, minutes since
 * 1970, seconds since 2001 (Apple, below 2000 until 2031), since 1904 and 1900 (2070 and later since 2004), and counts of Windows and browsers
 * since 1601. Read as seconds, a Julian day would be in January 1970.
 */
const FIRST_NUMBERED = Date.UTC(2000, 0) * 1000;
const END_NUMBERED = Date.UTC(2070, 0) * 1000;

const UNITS = [
  ["seconds", 1_000_000],
  ["milliseconds", 1000],
  ["microseconds", 1],
] as const;

const NO_TEXT = "is not an instant: neither ISO 8601 nor seconds, milliseconds or microseconds since 1970";
const NO_NUMBER =
  "is not an instant: as seconds, milliseconds or microseconds since 1970 it is not within 2000 to 2069";

/**
 * ISO 8601 with a `T` or a space, to the day, minute, second or fraction of one, of the years 1 to 9999; or a number of seconds,
 * milliseconds or microseconds since 1970.
 */
export function readInstant(value: string | number): ReadInstant {
  if (typeof value === "number") return epoch(value);
  const text = value.trim();
  const common = utcText(text);
  if (common) return common;
  const match = FORM.exec(text);
  if (!match) return NUMBER.test(text) ? epoch(Number(text)) : { problem: NO_TEXT };
  const [, day, minute = "00:00", second = "00", fraction = "", utc, hours, minutes, hoursAlone] = match;
  const offset = hours ? `${hours}:${minutes}` : hoursAlone ? `${hoursAlone}:00` : "Z";
  const date = new Date(`${day}T${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`);
  // Date.parse takes 30 February for 2 March, and 24:00 for the next day.
  if (!isInstant(date.getTime()) || minute.startsWith("24") || !exists(day!))
    return { problem: "is not an instant: there is no such day or time" };
  const zone = utc || hours || hoursAlone ? "" : ", no offset taken as UTC";
  const cut = /[1-9]/.test(fraction.slice(3)) ? ", cut to milliseconds" : "";
  return { date, how: `text to timestamp${zone}${cut}` };
}

const DIGITS_AT = 20;
const MILLISECONDS_END = 23;

/** What Python's `isoformat` writes, digit by digit: most of all instants, in a fifth of the time. */
function utcText(text: string): { date: Date; how: string } | null {
  let end = DIGITS_AT - 1;
  let isCut = false;
  if (text[end] === ".") {
    for (end = DIGITS_AT; end < text.length; end++) {
      const digit = text.charCodeAt(end) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      if (end >= MILLISECONDS_END && digit > 0) isCut = true;
    }
  }
  const hasOffset = end < text.length;
  if (hasOffset && !(end === text.length - 6 && text.endsWith("+00:00"))) return null;
  const date = utcInstant(text, Math.min(end, MILLISECONDS_END));
  if (date === null || !isInstant(date.getTime())) return null;
  const how = isCut ? (hasOffset ? CUT : CUT_WITHOUT_OFFSET) : hasOffset ? WHOLE : WITHOUT_OFFSET;
  return { date, how };
}

const WHOLE = "text to timestamp";
const WITHOUT_OFFSET = `${WHOLE}, no offset taken as UTC`;
const CUT = `${WHOLE}, cut to milliseconds`;
const CUT_WITHOUT_OFFSET = `${WITHOUT_OFFSET}, cut to milliseconds`;

function exists(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function epoch(value: number): ReadInstant {
  for (const [unit, size] of UNITS) {
    // Fractions of seconds are not exact as floats; to the microsecond they are what was written.
    const microseconds = Math.round(value * size);
    if (!(microseconds >= FIRST_NUMBERED && microseconds < END_NUMBERED)) continue;
    const cut = microseconds % 1000 === 0 ? "" : ", cut to milliseconds";
    return {
      date: new Date(Math.floor(microseconds / 1000)),
      how: `${unit} since 1970 to timestamp${cut}`,
    };
  }
  return { problem: NO_NUMBER };
}

const isInstant = (time: number): boolean => time >= FIRST_INSTANT && time <= LAST_INSTANT;
