import { type SearchSchemeEntity, searchSchemeTable } from "../../../entities/database/search-scheme";
import { type CallOptions, startDeadline } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";
import { SEARCH_SCHEME } from "../../core/search-text";
import { integer, name, raw, type Sql, sql, TableName } from "../../dialect/sql";
import type { Database } from "../database";
import { failure } from "../failure";
import { type Selection, selection, Table } from "../table";

/** Every table with text search. */
const SEARCHED_TABLES = [
  "memory_item",
  "debate",
  "ingest_segment",
  "archive_entry",
  "conversation_message",
  "document_chunk",
  "graph_node",
] as const;
export type SearchedTable = (typeof SEARCHED_TABLES)[number];

export const scheme = new Table<SearchSchemeEntity>(searchSchemeTable);
/** The schema migration that makes the table. */
export const SCHEME_STEP = "0011-search";

/** How texts are indexed. */
export interface SearchSettings {
  /**
   * The number of characters of a text that are indexed, 100 to 100,000,000. Search does not see
   * the text after them. Default: the database's setting, 100,000 in a new one. Rows that are
   * already written keep their bound until `reindex`.
   */
  maxCharacters?: number;
}

/**
 * A checked copy of the settings. Each is read once.
 *
 * @throws UnifiedStoreError `validation`
 */
export function checkSearchSettings(search: unknown): SearchSettings {
  if (!isObject(search)) throw invalid("search", "must be an object such as { maxCharacters: 100000 }");
  const settings: SearchSettings = membersOf(search, SETTINGS, "search", (name) =>
    invalid(memberOf("search", name), "is not known here: use maxCharacters"),
  );
  const { maxCharacters } = settings;
  if (
    maxCharacters !== undefined &&
    !(Number.isInteger(maxCharacters) && maxCharacters >= 100 && maxCharacters <= 100_000_000)
  )
    throw invalid("search.maxCharacters", "must be a whole number from 100 to 100000000");
  return settings;
}

const SETTINGS: ReadonlySet<string> = new Set(["maxCharacters"]);
const NOTHING = selection<Record<string, never>>({});

/** The tables that may have entries of another scheme or bound. Searches in them may miss rows. */
export async function outdatedTables(database: Database, options: CallOptions = {}): Promise<string[]> {
  const known = await recorded(database, "health", options);
  return SEARCHED_TABLES.filter((table) => !isCurrent(known.get(table), database.maxCharacters));
}

export const isCurrent = (row: SearchSchemeEntity | undefined, maxCharacters: number): boolean =>
  row?.scheme === SEARCH_SCHEME && row.maxCharacters === maxCharacters;

async function recorded(
  database: Database,
  operation: string,
  options: CallOptions = {},
): Promise<Map<string, SearchSchemeEntity>> {
  const statement = sql`select ${scheme.columns.sql} from ${scheme.name}`;
  const rows = await ask(database, { statement, returns: scheme.columns }, operation, options);
  return new Map(rows.map((row) => [row.tableName, row]));
}

/**
 * Runs a statement as part of opening or of a health check. It is logged as that, not as a store's
 * call.
 */
async function ask<T>(
  { dialect, statements }: Database,
  { statement, returns }: { statement: Sql; returns: Selection<T> },
  operation: string,
  options: CallOptions,
): Promise<T[]> {
  const { signal, clear } = startDeadline(options);
  try {
    const rows = await dialect.run([statements.bind(statement)], null, signal);
    return Array.from(rows, returns.reader(dialect));
  } catch (error) {
    throw failure(error, dialect, { operation }, signal, false);
  } finally {
    clear();
  }
}

/**
 * Sets the number of indexed characters: the given setting, or else the database's own, so that all
 * writers agree.
 *
 * @param note record the current scheme and bound for empty tables, as in a new database
 */
export async function agreeOnSearch(
  database: Database,
  { maxCharacters }: SearchSettings = {},
  { note }: { note: boolean },
): Promise<void> {
  if (maxCharacters !== undefined) database.maxCharacters = maxCharacters;
  if (!note && !(await database.dialect.schema.applied()).includes(SCHEME_STEP)) return;
  const known = await recorded(database, "open");
  const bounds = [...known.values()].map((row) => row.maxCharacters).filter((bound) => bound > 0);
  if (maxCharacters === undefined && bounds.length > 0) database.maxCharacters = Math.max(...bounds);
  const other = SEARCHED_TABLES.filter((table) => !isCurrent(known.get(table), database.maxCharacters));
  if (note && other.length > 0) await noteEmpty(database, other);
}

const COLUMNS = raw("table_name, scheme, max_characters");
const OR = raw(" union all ");

/** One statement, so that all tables are recorded or none. */
async function noteEmpty(database: Database, tables: readonly SearchedTable[]): Promise<void> {
  const ifEmpty = (table: SearchedTable): Sql => sql`
    select ${name(table)}, ${integer(SEARCH_SCHEME)}, ${integer(database.maxCharacters)}
    where not exists (select 1 from ${new TableName(`${table}_search`)})`;
  const rows = tables.map(ifEmpty).reduce((all, each) => sql`${all}${OR}${each}`);
  const statement = sql`
    insert into ${scheme.name} (${COLUMNS}) ${rows}
    on conflict (table_name) do update set scheme = excluded.scheme, max_characters = excluded.max_characters, walk = null`;
  await ask(database, { statement, returns: NOTHING }, "open", {});
}
