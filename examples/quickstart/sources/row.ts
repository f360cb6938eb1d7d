import type { Json } from "unified-store";
import { type RowKey, rowId } from "../ids";

/** A value that cannot be brought in as it is; the message says why. */
export class Unreadable extends Error {}

/** One row of a source. SQLite enforces no column types, so every value is looked at before it is believed. */
export class Row {
  constructor(
    readonly at: RowKey,
    private readonly values: Record<string, unknown>,
  ) {}

  /** The row's id in the store: the same at every run. */
  id(time?: Date, order?: number): string {
    return rowId(this.at, time, order);
  }

  /** An integer that another row of the same file is known by. */
  key(column: string): number {
    const value = this.values[column];
    return Number.isSafeInteger(value) ? (value as number) : fail(column, "is not a key");
  }

  text(column: string): string {
    const value = this.values[column];
    return typeof value === "string" ? value : fail(column, "is not text");
  }

  number(column: string): number {
    const value = this.values[column];
    return typeof value === "number" && Number.isFinite(value) ? value : fail(column, "is not a number");
  }

  flag(column: string): boolean {
    const value = this.values[column];
    return value === 0 || value === 1 ? value === 1 : fail(column, "is neither 0 nor 1");
  }

  json(column: string): Json {
    try {
      return JSON.parse(this.text(column));
    } catch {
      return fail(column, "is not JSON (Python writes NaN and Infinity)");
    }
  }

  instant(column: string): Date {
    return parseInstant(this.text(column)) ?? fail(column, "is not an instant");
  }

  /** Reads a column that may be null. */
  orNull<T>(read: (column: string) => T, column: string): T | null {
    return this.values[column] === null ? null : read.call(this, column);
  }
}

function fail(column: string, problem: string): never {
  throw new Unreadable(`${column} ${problem}`);
}

const INSTANT =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(?:Z|([+-]\d\d):?(\d\d)|([+-]\d\d))?$/;

/**
 * ISO 8601 with a `T` or a space, to the day, minute, second or fraction of one. Without an offset it means UTC, which `Date.parse`
 * would not think. Python's microseconds are cut to milliseconds. Null where it is none of that.
 */
export function parseInstant(text: string): Date | null {
  const match = INSTANT.exec(text.trim());
  if (!match) return null;
  const [, day, minute = "00:00", second = "00", fraction = "", hours, minutes, hoursAlone] = match;
  const offset = hours ? `${hours}:${minutes}` : hoursAlone ? `${hoursAlone}:00` : "Z";
  const instant = new Date(`${day}T${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`);
  // Date.parse takes 30 February for 2 March.
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day!);
  return exists && !Number.isNaN(instant.getTime()) ? instant : null;
}
