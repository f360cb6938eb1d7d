import { FIRST_INSTANT, LAST_INSTANT } from "../../../core/instants";
import { utcInstant } from "../../../dialect/instant";

/** Instant with its coercion, or the reason of a rejection, which follows the name of a column. */
export type ReadInstant = { date: Date; how: string } | { reason: string };

const FORM =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(?:(Z|z|UTC)|([+-]\d\d):?(\d\d)|([+-]\d\d))?$/;
const NUMBER = /^-?\d{1,18}(?:\.\d+)?$/;

/**
 * Range of instants that are numbers: from 2000 to the end of 2069. In it, seconds, milliseconds
 * and microseconds since 1970 differ from each other and from every other count in use:
 *
 * - Julian days (2.46 million), days of spreadsheets (45,000), `YYYYMMDD`, `YYYYMMDDhhmmss`;
 * - minutes since 1970;
 * - seconds since 2001 (Apple), which read as years below 2000 until 2031;
 * - seconds since 1904 and 1900, which read as 2070 and later since 2004;
 * - counts of Windows and browsers since 1601.
 *
 * Read as seconds, a Julian day would be in January 1970.
 */
const RANGE_START = Date.UTC(2000, 0) * 1000;
const RANGE_END = Date.UTC(2070, 0) * 1000;

const UNITS = [
  ["seconds", 1_000_000],
  ["milliseconds", 1000],
  ["microseconds", 1],
] as const;

const NO_TEXT = "is not an instant: neither ISO 8601 nor seconds, milliseconds or microseconds since 1970";
const NO_NUMBER =
  "is not an instant: as seconds, milliseconds or microseconds since 1970 it is not within 2000 to 2069";

/**
 * Reads ISO 8601 with a `T` or a space, of the years 1 to 9999, to the day, minute, second or a
 * fraction. Reads seconds, milliseconds or microseconds since 1970 too.
 */
export function readInstant(value: string | number): ReadInstant {
  if (typeof value === "number") return epoch(value);
  const text = value.trim();
  const common = utcText(text);
  if (common) return common;
  const match = FORM.exec(text);
  if (!match) return NUMBER.test(text) ? epoch(Number(text)) : { reason: NO_TEXT };
  const [, day, minute = "00:00", second = "00", fraction = "", utc, hours, minutes, hoursAlone] = match;
  const offset = hours ? `${hours}:${minutes}` : hoursAlone ? `${hoursAlone}:00` : "Z";
  const date = new Date(`${day}T${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`);
  // Date.parse reads 30 February as 2 March, and 24:00 as the next day.
  if (!isInstant(date.getTime()) || minute.startsWith("24") || !exists(day!))
    return { reason: "is not an instant: there is no such day or time" };
  const zone = utc || hours || hoursAlone ? "" : ", no offset taken as UTC";
  const cut = /[1-9]/.test(fraction.slice(3)) ? ", cut to milliseconds" : "";
  return { date, how: `text to timestamp${zone}${cut}` };
}

const DIGITS_AT = 20;
const MILLISECONDS_END = 23;

/**
 * Fast path for the format of Python's `isoformat`. Most instants have it, and take a fifth of the
 * time.
 */
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
    // A float holds a fraction of a second inexactly. Rounded to microseconds it is what was
    // written.
    const microseconds = Math.round(value * size);
    if (!(microseconds >= RANGE_START && microseconds < RANGE_END)) continue;
    const cut = microseconds % 1000 === 0 ? "" : ", cut to milliseconds";
    return {
      date: new Date(Math.floor(microseconds / 1000)),
      how: `${unit} since 1970 to timestamp${cut}`,
    };
  }
  return { reason: NO_NUMBER };
}

const isInstant = (time: number): boolean => time >= FIRST_INSTANT && time <= LAST_INSTANT;
