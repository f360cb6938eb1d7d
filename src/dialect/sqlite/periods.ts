import type { Period } from "../sql";

/** The number of leading characters of an instant's text that identify its period. */
const KEPT: Record<Exclude<Period, "week">, readonly [characters: number, rest: string]> = {
  minute: [16, ":00.000"],
  hour: [13, ":00:00.000"],
  day: [10, " 00:00:00.000"],
  month: [7, "-01 00:00:00.000"],
};

/**
 * Truncates an instant to its period. Instants are text of one form, so most periods are a prefix.
 * A week begins on the Monday before its Sunday.
 */
export function startOf(period: Period, column: string): string {
  if (period === "week") return `strftime('%Y-%m-%d 00:00:00.000', ${column}, 'weekday 0', '-6 days')`;
  const [characters, rest] = KEPT[period];
  return `(substr(${column}, 1, ${characters}) || '${rest}')`;
}
