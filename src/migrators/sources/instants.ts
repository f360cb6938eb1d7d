import { FIRST_INSTANT, LAST_INSTANT } from "../../core/instants";
import { utcInstant } from "../../dialect/instant";

/** An instant, and what had to be done to a value to get it. */
export interface ReadInstant {
  date: Date;
  how: string;
}

const FORM =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(?:(Z|z|UTC)|([+-]\d\d):?(\d\d)|([+-]\d\d))?$/;
const NUMBER = /^-?\d{1,18}(?:\.\d+)?$/;

/**
 * ISO 8601 with a `T` or a space, to the day, minute, second or fraction of one; or a number of seconds, milliseconds or microseconds since
 * 1970, told apart by their size: up to 10^11 are seconds (the year 5138), up to 10^14 milliseconds. Null where it is none of that.
 */
export function readInstant(value: string | number): ReadInstant | null {
  if (typeof value === "number") return epoch(value);
  const text = value.trim();
  const common = utcText(text);
  if (common) return common;
  const match = FORM.exec(text);
  if (!match) return NUMBER.test(text) ? epoch(Number(text)) : null;
  const [, day, minute = "00:00", second = "00", fraction = "", utc, hours, minutes, hoursAlone] = match;
  const offset = hours ? `${hours}:${minutes}` : hoursAlone ? `${hoursAlone}:00` : "Z";
  const date = new Date(`${day}T${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`);
  // Date.parse takes 30 February for 2 March, and 24:00 for the next day.
  if (!isInstant(date.getTime()) || minute.startsWith("24") || !exists(day!)) return null;
  const zone = utc || hours || hoursAlone ? "" : ", no offset taken as UTC";
  const cut = /[1-9]/.test(fraction.slice(3)) ? ", cut to milliseconds" : "";
  return { date, how: `text to timestamp${zone}${cut}` };
}

const DIGITS_AT = 20;
const MILLISECONDS_END = 23;

/** What Python's `isoformat` writes, digit by digit: most of all instants, in a fifth of the time. */
function utcText(text: string): ReadInstant | null {
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

function epoch(value: number): ReadInstant | null {
  const size = Math.abs(value);
  const [unit, divisor] =
    size < 1e11
      ? (["seconds", 0.001] as const)
      : size < 1e14
        ? (["milliseconds", 1] as const)
        : (["microseconds", 1000] as const);
  const time = Math.floor(value / divisor);
  return isInstant(time) ? { date: new Date(time), how: `${unit} since 1970 to timestamp` } : null;
}

const isInstant = (time: number): boolean => time >= FIRST_INSTANT && time <= LAST_INSTANT;
