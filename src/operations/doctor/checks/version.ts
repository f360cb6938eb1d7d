import { type Found, found } from "../../../dialect/diagnostics/check";
import type { CommonCheck } from "../check";

/** Whether this package is tested with the version of the engine. */
export const version: CommonCheck = {
  id: "version",
  look: ({ database: { dialect }, health }) =>
    health.engine.version === null
      ? []
      : [judged(dialect.engine, health.engine.version, dialect.diagnostics.versions)],
};

export function judged(
  engine: "sqlite" | "postgres",
  given: string,
  { oldest, newest }: { oldest: string; newest: string },
): Found {
  const name = `${engine === "sqlite" ? "SQLite" : "PostgreSQL"} ${given}`;
  if (compared(given, oldest) < 0)
    return found(
      "error",
      null,
      `${name} is older than ${oldest}, the oldest version that is tested: upgrade it`,
    );
  if (compared(given, newest) > 0)
    return found("info", null, `${name} is newer than ${newest}, the newest version that is tested`);
  return found("info", null, `${name}, a tested version`);
}

/** Compares as many numbers as the bound has: 18.4 is 18. */
function compared(given: string, bound: string): number {
  const numbers = (given.match(/\d+/g) ?? []).map(Number);
  for (const [i, wanted] of bound.split(".").map(Number).entries()) {
    const difference = (numbers[i] ?? 0) - wanted;
    if (difference !== 0) return difference;
  }
  return 0;
}
