import { type SearchSchemeEntity, searchSchemeTable } from "../../../entities/database/search-scheme";
import { type CallOptions, startDeadline } from "../../core/call/deadline";
import { type ContentKind, ContentRules, type KindRules, SEARCH_SCHEME } from "../../core/search-text";
import { integer, name, raw, type Sql, sql, TableName } from "../../dialect/sql";
import type { Database } from "../database";
import { failure } from "../failure";
import { type Selection, selection, Table } from "../table";
import type { SearchSettings } from "./search-settings";

/** Every table with text search. Its search table is `<table>_search`. */
export const SEARCHED_TABLES = [
  "memory_item",
  "debate",
  "ingest_segment",
  "archive_entry",
  "conversation_message",
  "document_chunk",
  "graph_node",
] as const;
export type SearchedTable = (typeof SEARCHED_TABLES)[number];

/** The tables whose content may have members that are kept out of the index. */
const CONTENT_TABLES: readonly (readonly [ContentKind, SearchedTable])[] = [
  ["memory", "memory_item"],
  ["messages", "conversation_message"],
];

export const scheme = new Table<SearchSchemeEntity>(searchSchemeTable);
/** The schema migration that makes the table. */
export const SCHEME_STEP = "0011-search";

const NOTHING = selection<Record<string, never>>({});

/**
 * The tables that may have entries of another scheme or setting. Searches in them may miss rows.
 */
export async function outdatedTables(database: Database, options: CallOptions = {}): Promise<string[]> {
  const known = await recorded(database, "health", options);
  return SEARCHED_TABLES.filter((table) => !isCurrent(database, table, known.get(table)));
}

/** What decides, beside the scheme, how this program indexes a table. */
export interface TableSettings {
  maxCharacters: number;
  rules: string;
}

export function settingsOf({ maxCharacters, contentRules }: Database, table: SearchedTable): TableSettings {
  const kind = CONTENT_TABLES.find(([, each]) => each === table)?.[0];
  return { maxCharacters, rules: kind ? contentRules.spelled(kind) : "" };
}

/** Whether all entries of a table are as this program would make them. */
export function isCurrent(
  database: Database,
  table: SearchedTable,
  row: SearchSchemeEntity | undefined,
): boolean {
  const { maxCharacters, rules } = settingsOf(database, table);
  return row?.scheme === SEARCH_SCHEME && row.maxCharacters === maxCharacters && row.rules === rules;
}

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
 * Sets how texts are indexed: by the given settings, or else by the database's own, so that all
 * writers agree.
 *
 * @param note record the current scheme and settings for empty tables, as in a new database
 */
export async function agreeOnSearch(
  database: Database,
  settings: SearchSettings = {},
  { note }: { note: boolean },
): Promise<void> {
  const { maxCharacters } = settings;
  if (maxCharacters !== undefined) database.maxCharacters = maxCharacters;
  if (settings.exclude || settings.maxMemberCharacters !== undefined)
    database.contentRules = rulesOf(settings, new Map());
  if (!note && !(await database.dialect.schema.applied()).includes(SCHEME_STEP)) return;
  const known = await recorded(database, "open");
  const bounds = [...known.values()].map((row) => row.maxCharacters).filter((bound) => bound > 0);
  if (maxCharacters === undefined && bounds.length > 0) database.maxCharacters = Math.max(...bounds);
  database.contentRules = rulesOf(settings, known);
  const other = SEARCHED_TABLES.filter((table) => !isCurrent(database, table, known.get(table)));
  if (note && other.length > 0) await noteEmpty(database, other);
}

/** What the settings leave out is as the database has it. */
function rulesOf(
  { exclude, maxMemberCharacters }: SearchSettings,
  known: ReadonlyMap<string, SearchSchemeEntity>,
): ContentRules {
  return new ContentRules(
    CONTENT_TABLES.map(([kind, table]): [ContentKind, KindRules] => {
      const own = ContentRules.parse(known.get(table)?.rules ?? "");
      return [
        kind,
        {
          exclude: exclude ? (exclude[kind] ?? {}) : own.exclude,
          maxMemberCharacters:
            maxMemberCharacters === undefined ? own.maxMemberCharacters : maxMemberCharacters,
        },
      ];
    }),
  );
}

const COLUMNS = raw("table_name, scheme, max_characters, rules");
const OR = raw(" union all ");

/** One statement, so that all tables are recorded or none. */
async function noteEmpty(database: Database, tables: readonly SearchedTable[]): Promise<void> {
  const ifEmpty = (table: SearchedTable): Sql => {
    const { maxCharacters, rules } = settingsOf(database, table);
    return sql`
      select ${name(table)}, ${integer(SEARCH_SCHEME)}, ${integer(maxCharacters)}, ${name(rules)}
      where not exists (select 1 from ${new TableName(`${table}_search`)})`;
  };
  const rows = tables.map(ifEmpty).reduce((all, each) => sql`${all}${OR}${each}`);
  const statement = sql`
    insert into ${scheme.name} (${COLUMNS}) ${rows}
    on conflict (table_name) do update set scheme = excluded.scheme, max_characters = excluded.max_characters,
      rules = excluded.rules, walk = null`;
  await ask(database, { statement, returns: NOTHING }, "open", {});
}
