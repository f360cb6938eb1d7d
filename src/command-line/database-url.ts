import { existsSync } from "node:fs";
import { type DatabaseUrl, readDatabaseUrl, sayingOf } from "../dialect/url/database-url";
import { withoutPasswords } from "../dialect/url/passwords";
import { UsageError } from "./usage-error";

const VARIABLES = ["UNIFIED_STORE_URL", "DATABASE_URL"] as const;

/** A database as the command line or the environment has it. */
export interface GivenDatabase {
  url: string;
  /** What the URL says. */
  database: DatabaseUrl;
  /** The variable of the environment that it is from; null where it was given. */
  variable: (typeof VARIABLES)[number] | null;
}

/**
 * The database of an option, or else of the environment; null where neither has one.
 *
 * @param option its name, for what is said @param forms what it takes @throws UsageError; it never
 * shows what was given, which may hold a password
 */
export function givenDatabase(
  given: string | undefined,
  { option, forms }: { option: string; forms: string },
): GivenDatabase | null {
  const variable = given === undefined ? VARIABLES.find((name) => process.env[name]?.trim()) : undefined;
  const url = given ?? (variable && process.env[variable]);
  if (url === undefined) return null;
  const database = readDatabaseUrl(url);
  if (!("problem" in database)) return { url, database, variable: variable ?? null };
  const { problem } = database;
  const name = variable ?? option;
  if (problem !== "form") throw new UsageError(`${name} ${sayingOf(problem)}.`);
  throw new UsageError(
    `${name} takes ${forms}${existsSync(url) ? ": a file needs the prefix sqlite:" : ""}.`,
  );
}

/** What is said where the option was not given. */
export const takenFrom = (option: string, what: string, { url, variable }: GivenDatabase): string =>
  `${option} is not given: ${what} is that of ${variable}, ${withoutPasswords(url)}`;

export const VARIABLES_TEXT = VARIABLES.join(" or ");
