import type { Database, Statement } from "better-sqlite3";
import { keysOf, searchable, textOf } from "../../src/core/search-text";
import { encodeKeys } from "../../src/dialect/sqlite/codec";
import { vectorOf } from "../../src/dialect/vector";
import type { MemoryItemInput } from "../../src/stores/memory/inputs";
import type { MemoryItem } from "../../src/stores/memory/types";
import { type HandWritten, newItem, SCOPE, SCOPE_KEY } from "./hand-written";

const COLUMNS = `"id", "type", "content", "embedding", "policy", "decay_score", "pinned", "archived", "created_at", "last_used_at", "version"`;

const ADD = `
  insert into "memory_item" ("tenant_id", "workspace_id", ${COLUMNS})
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`;

const ADD_ENTRY = `
  insert into "memory_item_search" (tenant_id, workspace_id, item_id, part, search_text, search_keys)
  select ?, ?, v.item_id, v.part, v.search_text, v.search_keys
  from (select key as ordinal, value ->> 0 as "item_id", value ->> 1 as "part", value ->> 2 as "search_text",
    value ->> 3 as "search_keys" from json_each(?)) as v
  where true
  on conflict (tenant_id, workspace_id, item_id, part)
  do update set search_text = excluded.search_text, search_keys = excluded.search_keys`;

const GET = `select ${COLUMNS} from "memory_item" where tenant_id = ? and workspace_id = ? and id = ?`;

const LIST = `
  select ${COLUMNS.replaceAll(/"(\w+)"/g, 'm."$1"')} from "memory_item" as m
  where m.tenant_id = ? and m.workspace_id = ? and m.type = ?
  order by m."created_at" desc, m.id desc limit ?`;

export const statements: readonly string[] = [ADD, ADD_ENTRY, GET, LIST];

const { tenant, workspace } = SCOPE;

/** The three operations written by hand on `better-sqlite3`: each statement prepared once, row and index in one transaction. */
export class HandWrittenSqlite implements HandWritten {
  readonly add: (input: MemoryItemInput) => MemoryItem;
  private readonly getStatement: Statement<unknown[], unknown[]>;
  private readonly listStatement: Statement<unknown[], unknown[]>;

  constructor(db: Database) {
    const insert = db.prepare(ADD);
    const insertEntry = db.prepare(ADD_ENTRY);
    this.getStatement = db.prepare<unknown[], unknown[]>(GET).raw();
    this.listStatement = db.prepare<unknown[], unknown[]>(LIST).raw();
    const write = db.transaction((item: MemoryItem): void => {
      const createdAt = instantText(item.createdAt);
      insert.get(
        tenant,
        workspace,
        item.id,
        item.type,
        JSON.stringify(item.content),
        null,
        item.policy,
        item.decayScore,
        item.pinned ? 1 : 0,
        item.archived ? 1 : 0,
        createdAt,
        createdAt,
        1,
      );
      const text = searchable(textOf(item.content));
      insertEntry.run(tenant, workspace, JSON.stringify([[item.id, "", text, keyWords(text)]]));
    });
    this.add = (input) => {
      const item = newItem(input);
      write.immediate(item);
      return item;
    };
  }

  get(id: string): MemoryItem | null {
    const row = this.getStatement.get(tenant, workspace, id) as Row | undefined;
    return row ? toItem(row) : null;
  }

  list(type: string, limit: number): MemoryItem[] {
    const rows = this.listStatement.all(tenant, workspace, type, limit + 1) as Row[];
    return rows.slice(0, limit).map(toItem);
  }
}

type Row = [string, string, string, Buffer | null, string, number, number, number, string, string, number];

function toItem(row: Row): MemoryItem {
  return {
    id: row[0],
    type: row[1],
    content: JSON.parse(row[2]),
    embedding: row[3] && vectorOf(row[3]),
    policy: row[4],
    decayScore: row[5],
    pinned: row[6] === 1,
    archived: row[7] === 1,
    createdAt: date(row[8]),
    lastUsedAt: date(row[9]),
    version: row[10],
  };
}

/** `2025-01-31 23:59:59.123`, UTC. */
const date = (text: string): Date => new Date(`${text.slice(0, 10)}T${text.slice(11)}Z`);

function instantText(value: Date): string {
  const iso = value.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

function keyWords(text: string): string {
  return encodeKeys(keysOf(SCOPE_KEY, text));
}
