import { existsSync } from "node:fs";
import { withoutPasswords } from "./passwords";
import { UsageError } from "./usage-error";

const VARIABLES = ["UNIFIED_STORE_URL", "DATABASE_URL"] as const;

/** A database as the command line or the environment has it. */
export interface DatabaseUrl {
  url: string;
  /** The variable of the environment that it is from; null where it was given. */
  variable: (typeof VARIABLES)[number] | null;
}

/**
 * @param option its name, for what is said @param forms what it takes @throws UsageError; it never
 * shows what was given, which may hold a password
 */
export function databaseUrl(
  given: string | undefined,
  { option, forms }: { option: string; forms: string },
): DatabaseUrl | null {
  const variable = given === undefined ? VARIABLES.find((name) => process.env[name]?.trim()) : undefined;
  const url = given ?? (variable && process.env[variable]);
  if (url === undefined) return null;
  if (!/^(sqlite:(\/\/)?(?!memory:?$)[^?\s][^?]*|postgres(ql)?:\/\/.+)$/s.test(url))
    throw new UsageError(
      `${variable ?? option} takes ${forms}${existsSync(url) ? ": a file needs the prefix sqlite:" : ""}.`,
    );
  return { url, variable: variable ?? null };
}

/** What is said where nobody gave it. */
export const takenFrom = (option: string, what: string, { url, variable }: DatabaseUrl): string =>
  `${option} is not given: ${what} is that of ${variable}, ${withoutPasswords(url)}`;

export const VARIABLES_TEXT = VARIABLES.join(" or ");
