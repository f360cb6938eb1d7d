import { type Member, REFUSED } from "./rules";

/** Conversion of text to values, where HTTP and command lines have no types. */

/** Format of a member, which decides the conversion of its text. */
export type Format = "json" | "instant" | "other";

/** Finds the format by test values. Only the rule of JSON accepts a Map, which is refused later. */
export function formatOf({ take }: Member): Format {
  if (take(new Map()) !== REFUSED) return "json";
  return take(new Date(0)) !== REFUSED ? "instant" : "other";
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * Parses an ISO 8601 time with its zone; a date without a time is midnight UTC. Null for other
 * text.
 */
function instantIn(text: string): Date | null {
  const day = INSTANT.exec(text)?.[1];
  if (day === undefined) return null;
  // JavaScript would accept February 30 as a day of March.
  const first = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(first.getTime()) || !first.toISOString().startsWith(day)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const FLAGS = new Map([
  ["true", true],
  ["false", false],
]);

/** Converts a member of a JSON body: only instants are text there. */
export function fromBody({ format }: { format: Format }, value: unknown): unknown {
  return format === "instant" && typeof value === "string" ? (instantIn(value) ?? value) : value;
}

/**
 * Converts a member of a query, where all values are text. It returns the first conversion that the
 * rule accepts, else the text itself, which the rule then refuses.
 */
export function fromQuery({ format, take }: { format: Format } & Member, value: unknown): unknown {
  if (typeof value !== "string" || format === "json" || take(value) !== REFUSED) return value;
  const readings = [
    instantIn(value),
    NUMBER.test(value) ? Number(value) : null,
    FLAGS.get(value) ?? null,
    // A list of one: a parameter that occurs once in a query is not a list.
    [value],
  ];
  const fitting = readings.find((reading) => reading !== null && take(reading) !== REFUSED);
  return fitting === undefined ? value : fitting;
}
