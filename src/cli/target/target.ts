import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { givenDatabase, takenFrom, VARIABLES_TEXT } from "../../command-line/database-url";
import { note } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import { withoutPasswords } from "../../dialect/url/passwords";
import type { TargetAddress } from "./target-address";

const FORMS = "postgres://user@host/database or sqlite:FILE";

/**
 * The store that a command line or the environment names.
 *
 * @throws UsageError; it never shows what was given, which may hold a password
 */
export function targetAt({
  to,
  schema,
  option = "--to",
}: {
  to?: string;
  schema?: string;
  option?: "--to" | "--url";
}): TargetAddress {
  const found = givenDatabase(to, { option, forms: FORMS });
  if (found === null) {
    const asked = option === "--to" ? "Where to?" : "Which database?";
    throw new UsageError(`${asked} Give ${option} ${FORMS}, or set ${VARIABLES_TEXT}.`);
  }
  const { url, database, variable } = found;
  if (variable !== null) note(takenFrom(option, option === "--to" ? "the target" : "the database", found));
  if (database.engine === "sqlite" && schema !== undefined)
    throw new UsageError("--schema is for PostgreSQL: a SQLite file has one schema. Leave it out.");
  const path = database.engine === "sqlite" ? database.file : null;
  return {
    ...{ url, schema, file: path === null ? null : located(path) },
    reported: { engine: database.engine, place: path ?? "in memory" },
    options: [
      ...(variable === null ? [option, withoutPasswords(url)] : []),
      ...(schema === undefined ? [] : ["--schema", schema]),
    ],
  };
}

const located = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));
