import type { Pool } from "pg";
import { keysOf, searchable, textOf } from "../../src/core/search-text";
import { vectorOf } from "../../src/dialect/vector";
import type { MemoryItemInput } from "../../src/stores/memory/inputs";
import type { MemoryItem } from "../../src/stores/memory/types";
import { type HandWritten, newItem, SCOPE, SCOPE_KEY } from "./hand-written";

const COLUMNS = [
  "id",
  "type",
  "content",
  "embedding",
  "policy",
  "decay_score",
  "pinned",
  "archived",
  "created_at",
  "last_used_at",
  "version",
];
const list = (prefix = ""): string => COLUMNS.map((column) => `${prefix}"${column}"`).join(", ");

const ADD = `
  with main as (
    insert into "public"."memory_item" ("tenant_id", "workspace_id", ${list()})
    values ($1::text, $2::text, $3::uuid, $4::text, $5::jsonb, $6::bytea, $7::text, $8::float8, $9::boolean,
      $10::boolean, $11::timestamptz, $12::timestamptz, $13::int4)
    returning id
  ), entries as (
    insert into "public"."memory_item_search" (tenant_id, workspace_id, item_id, part, search_text, search_keys)
    select $14::text, $15::text, v.item_id, v.part, v.search_text, v.search_keys::int4[]
    from (select * from unnest($16::uuid[], $17::text[], $18::text[], $19::text[])
      with ordinality as u("item_id", "part", "search_text", "search_keys", ordinal)) as v
    where exists (select 1 from main)
    on conflict (tenant_id, workspace_id, item_id, part)
    do update set search_text = excluded.search_text, search_keys = excluded.search_keys
  ) select * from main`;

const GET = `
  select ${list()} from "public"."memory_item"
  where tenant_id = $1::text and workspace_id = $2::text and id = $3::uuid`;

const LIST = `
  select ${list("m.")} from "public"."memory_item" as m
  where m.tenant_id = $1::text and m.workspace_id = $2::text and m.type = $3::text
  order by m."created_at" desc, m.id desc limit $4::int4`;

export const statements: readonly string[] = [ADD, GET, LIST];

const { tenant, workspace } = SCOPE;

/** The three operations written by hand on a pool of `pg`, with named prepared statements. */
export class HandWrittenPg implements HandWritten {
  constructor(private readonly pool: Pool) {}

  async add(input: MemoryItemInput): Promise<MemoryItem> {
    const item = newItem(input);
    const text = searchable(textOf(item.content));
    const createdAt = item.createdAt.toISOString();
    await this.query("hand_add", ADD, [
      tenant,
      workspace,
      item.id,
      item.type,
      JSON.stringify(item.content),
      null,
      item.policy,
      item.decayScore,
      item.pinned,
      item.archived,
      createdAt,
      createdAt,
      1,
      tenant,
      workspace,
      [item.id],
      [""],
      [text],
      [`{${keysOf(SCOPE_KEY, text).join(",")}}`],
    ]);
    return item;
  }

  async get(id: string): Promise<MemoryItem | null> {
    const [row] = await this.query("hand_get", GET, [tenant, workspace, id]);
    return row ? toItem(row) : null;
  }

  /** One more than asked for, as keyset pages need it to know whether there is a next one. */
  async list(type: string, limit: number): Promise<MemoryItem[]> {
    const rows = await this.query("hand_list", LIST, [tenant, workspace, type, limit + 1]);
    return rows.slice(0, limit).map(toItem);
  }

  private async query(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return (await this.pool.query({ name, text, values, rowMode: "array", types })).rows as Row[];
  }
}

type Row = [string, string, string, string | null, string, number, boolean, boolean, string, string, number];

/** Type numbers: 16 bool, 23 int4, 701 float8; the rest as text, since the driver's own dates and bytes are slower. */
const PARSERS: Record<number, (text: string) => unknown> = {
  16: (text) => text === "t",
  23: Number,
  701: Number,
};
const asText = (text: string): string => text;
const types = { getTypeParser: (oid: number): ((text: string) => unknown) => PARSERS[oid] ?? asText };

function toItem(row: Row): MemoryItem {
  return {
    id: row[0],
    type: row[1],
    content: JSON.parse(row[2]),
    embedding: row[3] === null ? null : vectorOf(Buffer.from(row[3].slice(2), "hex")),
    policy: row[4],
    decayScore: row[5],
    pinned: row[6],
    archived: row[7],
    createdAt: date(row[8]),
    lastUsedAt: date(row[9]),
    version: row[10],
  };
}

/** `2025-01-31 23:59:59.123+00`: the sessions of this run are in UTC. */
const date = (text: string): Date => new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
