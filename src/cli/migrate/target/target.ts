import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { databaseUrl, takenFrom, VARIABLES_TEXT } from "../../../command-line/database-url";
import { note } from "../../../command-line/output";
import { withoutPasswords } from "../../../command-line/passwords";
import { UsageError } from "../../../command-line/usage-error";
import type { CommandArguments } from "../arguments/command-arguments";
import type { TargetAddress } from "./target-address";

const FORMS = "postgres://user@host/database or sqlite:FILE";

/** @throws UsageError; it never shows what was given, which may hold a password */
export function targetOf(given: CommandArguments): TargetAddress {
  given.target = targetAt(given.values);
  return given.target;
}

/** @throws UsageError; it never shows what was given, which may hold a password */
export function targetAt({ to, schema }: Pick<CommandArguments["values"], "to" | "schema">): TargetAddress {
  const found = databaseUrl(to, { option: "--to", forms: FORMS });
  if (found === null) throw new UsageError(`Where to? Give --to ${FORMS}, or set ${VARIABLES_TEXT}.`);
  const { url, variable } = found;
  if (variable !== null) note(takenFrom("--to", "the target", found));
  const isSqlite = url.startsWith("sqlite:");
  if (isSqlite && schema !== undefined)
    throw new UsageError("--schema is for PostgreSQL: a SQLite file has one schema. Leave it out.");
  const path = url.replace(/^sqlite:(\/\/)?/, "");
  const file = isSqlite && path !== ":memory:" ? located(path) : null;
  return {
    ...{ url, schema, file },
    reported: { engine: isSqlite ? "sqlite" : "postgres", place: file === null ? "in memory" : path },
    options: [
      ...(variable === null ? ["--to", withoutPasswords(url)] : []),
      ...(schema === undefined ? [] : ["--schema", schema]),
    ],
  };
}

const located = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));
