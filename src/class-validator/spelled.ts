import { type Member, REFUSED } from "../core/input/rules";

/** What HTTP has no type for is spelled as text; here it is read. */

/** What a member holds, as far as text is read differently for it. */
export type Format = "json" | "instant" | "other";

/** Known from what the rule takes: nothing but JSON's rule leaves a Map to be refused later. */
export function formatOf({ take }: Member): Format {
  if (take(new Map()) !== REFUSED) return "json";
  return take(new Date(0)) !== REFUSED ? "instant" : "other";
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** A moment in ISO 8601, with its zone; a day alone begins in UTC. Null for anything else. */
function instantIn(text: string): Date | null {
  const day = INSTANT.exec(text)?.[1];
  if (day === undefined) return null;
  // JavaScript takes the 30th of February for a day of March.
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

/** A member of a body, which is JSON: only instants are text there. */
export function fromBody({ format }: { format: Format }, value: unknown): unknown {
  return format === "instant" && typeof value === "string" ? (instantIn(value) ?? value) : value;
}

/**
 * A member of a query, in which all is text: the first reading that the rule takes, or what was
 * given, which it then refuses.
 */
export function fromQuery({ format, take }: { format: Format } & Member, value: unknown): unknown {
  if (typeof value !== "string" || format === "json" || take(value) !== REFUSED) return value;
  const readings = [
    instantIn(value),
    NUMBER.test(value) ? Number(value) : null,
    FLAGS.get(value) ?? null,
    // A list of one: what comes once in a query is no list there.
    [value],
  ];
  const fitting = readings.find((reading) => reading !== null && take(reading) !== REFUSED);
  return fitting === undefined ? value : fitting;
}
