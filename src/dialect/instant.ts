/**
 * The date of `2025-01-31 23:59:59.123`, in UTC; null for any other form, and for the first century, which `Date.UTC` takes
 * for the twentieth. Digit by digit: 0.12 µs, where `new Date` of an ISO string takes 0.38, and a page has forty.
 *
 * @param end how much of the text it is
 */
export function utcInstant(text: string, end = text.length): Date | null {
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const fraction = end > 20 ? fractionOf(text, end) : 0;
  // What is not a number is in no range.
  const inRange =
    year >= 100 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59;
  if (!inRange || !(fraction >= 0) || end < 19 || end === 20 || end > 23 || day > daysIn(month, year))
    return null;
  for (let i = 0; i < SEPARATORS.length; i++) {
    const at = SEPARATORS_AT[i]!;
    if (at < end && text.charCodeAt(at) !== SEPARATORS.charCodeAt(i)) return null;
  }
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, fraction));
}

const SEPARATORS = "-- ::.";
const SEPARATORS_AT = [4, 7, 10, 13, 16, 19];

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Milliseconds: engines leave zeros at the end out. */
function fractionOf(text: string, end: number): number {
  let value = 0;
  for (let at = 20, weight = 100; at < end; at++, weight /= 10) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value += digit * weight;
  }
  return value;
}

const daysIn = (month: number, year: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** The same date, unless it is none: then what was read is not an instant that we have written. */
export function readable(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new RangeError("not an instant");
  return date;
}
