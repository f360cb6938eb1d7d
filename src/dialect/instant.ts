/** The same date, unless it is none: then what was read is not an instant that we have written. */
export function readable(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new RangeError("not an instant");
  return date;
}
