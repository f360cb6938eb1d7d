import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { TargetPlace } from "../../migrators/report/types";
import type { Given } from "./given";
import { note } from "./output";
import { withoutPasswords } from "./passwords";
import { UsageError } from "./usage-error";

/** Where rows are to go, as the command line or the environment has it. */
export interface TargetAddress {
  url: string;
  schema: string | undefined;
  /** The path of a SQLite file; null for PostgreSQL, and for SQLite in memory. */
  file: string | null;
  /** For the report of something that does not open it. */
  place: TargetPlace;
  /** The options that lead there again, for a shell. */
  options: string[];
}

const VARIABLES = ["UNIFIED_STORE_URL", "DATABASE_URL"] as const;
const FORMS = "postgres://user@host/database or sqlite:FILE";

/** @throws UsageError; it never shows what was given, which may hold a password */
export function targetOf({ values }: Given): TargetAddress {
  const { url, variable } = urlOf(values.to);
  const wanted = variable ?? "--to";
  if (!/^(sqlite:(\/\/)?(?!memory:?$)[^?\s][^?]*|postgres(ql)?:\/\/.+)$/s.test(url))
    throw new UsageError(
      `${wanted} takes ${FORMS}${existsSync(url) ? ": a file needs the prefix sqlite:" : "."}`,
    );
  if (variable !== undefined)
    note(`--to is not given: the target is that of ${variable}, ${withoutPasswords(url)}`);
  const isSqlite = url.startsWith("sqlite:");
  const { schema } = values;
  if (isSqlite && schema !== undefined)
    throw new UsageError("--schema is for PostgreSQL: a SQLite file has one schema. Leave it out.");
  const path = url.replace(/^sqlite:(\/\/)?/, "");
  const file = isSqlite && path !== ":memory:" ? located(path) : null;
  return {
    ...{ url, schema, file },
    place: { engine: isSqlite ? "sqlite" : "postgres", place: file === null ? "in memory" : path },
    options: [
      ...(variable === undefined ? ["--to", withoutPasswords(url)] : []),
      ...(schema === undefined ? [] : ["--schema", schema]),
    ],
  };
}

function urlOf(to: string | undefined): { url: string; variable?: string } {
  if (to !== undefined) return { url: to };
  const variable = VARIABLES.find((name) => process.env[name]?.trim());
  if (variable === undefined)
    throw new UsageError(`Where to? Give --to ${FORMS}, or set ${VARIABLES.join(" or ")}.`);
  return { url: process.env[variable]!, variable };
}

const located = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));
