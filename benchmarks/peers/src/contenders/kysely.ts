import type BetterSqlite3 from "better-sqlite3";
import {
  type CompiledQuery,
  type Dialect,
  type Insertable,
  Kysely,
  PostgresDialect,
  SqliteDialect,
} from "kysely";
import { Pool } from "pg";
import type { MemoryItem } from "../../../../dist/src/index.js";
import { ITEM_FIELDS, type Key, type Peer, SCOPE } from "../peer.js";
import { dateOf, instantText } from "./sqlite-values.js";

/** Encoding and decoding of values. Kysely leaves this to the driver and to the application. */
interface Values {
  content: string;
  flag: boolean | number;
  instant: Date | string;
}

interface Table {
  tenant_id: string;
  workspace_id: string;
  id: string;
  type: string;
  content: Values["content"];
  policy_name: string;
  decay_score: number;
  pinned: Values["flag"];
  archived: Values["flag"];
  created_at: Values["instant"];
  last_used_at: Values["instant"];
  version: number;
}

type Tables = { memory_item: Table };
type Row = Insertable<Table>;

interface Coding {
  toRow(item: MemoryItem): Row;
  /** Of a selected row, whose columns have the names of the members. */
  toItem(row: unknown): MemoryItem;
}

/**
 * Kysely. Each query is compiled once and run with other parameters, the nearest that Kysely has to
 * a prepared statement.
 */
export class KyselyPeer implements Peer {
  readonly name = "Kysely";
  readonly calls = {
    get: "compiled select",
    list: "compiled select",
    add: "compiled insert",
    addMany: "insert",
  };
  readonly targets = {};
  readonly fields = ITEM_FIELDS;
  private readonly db: Kysely<Tables>;
  private readonly compiled: ReturnType<typeof compile>;

  private constructor(
    dialect: Dialect,
    private readonly coding: Coding,
  ) {
    this.db = new Kysely<Tables>({ dialect });
    this.compiled = compile(this.db, coding);
  }

  static postgres(url: string, poolSize: number): KyselyPeer {
    const pool = new Pool({ connectionString: url, max: poolSize });
    return new KyselyPeer(new PostgresDialect({ pool }), {
      toRow: (item) => rowOf(item, item.pinned, item.archived, item.createdAt, item.lastUsedAt),
      // The driver has already parsed all values.
      toItem: (row) => row as MemoryItem,
    });
  }

  static sqlite(database: BetterSqlite3.Database): KyselyPeer {
    return new KyselyPeer(new SqliteDialect({ database }), {
      toRow: (item) =>
        rowOf(
          item,
          item.pinned ? 1 : 0,
          item.archived ? 1 : 0,
          instantText(item.createdAt),
          instantText(item.lastUsedAt),
        ),
      toItem: (selected) => {
        const row = selected as Record<string, never>;
        return {
          ...(selected as MemoryItem),
          content: JSON.parse(row.content!),
          pinned: row.pinned === 1,
          archived: row.archived === 1,
          createdAt: dateOf(row.createdAt!),
          lastUsedAt: dateOf(row.lastUsedAt!),
        };
      },
    });
  }

  async get({ id }: Key): Promise<MemoryItem | null> {
    const [row] = await this.run(this.compiled.get, [SCOPE.tenant, SCOPE.workspace, id]);
    return row === undefined ? null : this.coding.toItem(row);
  }

  async list(type: string, limit: number): Promise<MemoryItem[]> {
    const rows = await this.run(this.compiled.list, [SCOPE.tenant, SCOPE.workspace, type, limit]);
    return rows.map(this.coding.toItem);
  }

  add(item: MemoryItem): Promise<unknown> {
    return this.run(this.compiled.add, Object.values(this.coding.toRow(item)));
  }

  addMany(items: readonly MemoryItem[]): Promise<unknown> {
    return this.db.insertInto("memory_item").values(items.map(this.coding.toRow)).execute();
  }

  close(): Promise<void> {
    return this.db.destroy();
  }

  private async run<T>(query: CompiledQuery<T>, parameters: unknown[]): Promise<T[]> {
    return (await this.db.executeQuery<T>({ ...query, parameters })).rows;
  }
}

function rowOf(
  item: MemoryItem,
  pinned: Values["flag"],
  archived: Values["flag"],
  createdAt: Values["instant"],
  lastUsedAt: Values["instant"],
): Row {
  return {
    tenant_id: SCOPE.tenant,
    workspace_id: SCOPE.workspace,
    id: item.id,
    type: item.type,
    content: JSON.stringify(item.content),
    policy_name: item.policyName,
    decay_score: item.decayScore,
    pinned,
    archived,
    created_at: createdAt,
    last_used_at: lastUsedAt,
    version: item.version,
  };
}

/** Compiled with placeholder values: only their number and order matter. */
function compile(db: Kysely<Tables>, { toRow }: Coding) {
  const select = db
    .selectFrom("memory_item")
    .select([
      "id",
      "type",
      "content",
      "policy_name as policyName",
      "decay_score as decayScore",
      "pinned",
      "archived",
      "created_at as createdAt",
      "last_used_at as lastUsedAt",
      "version",
    ])
    .where("tenant_id", "=", "")
    .where("workspace_id", "=", "");
  const at = new Date(0);
  const sample: MemoryItem = {
    id: "",
    type: "",
    content: null,
    policyName: "",
    decayScore: 0,
    pinned: false,
    archived: false,
    createdAt: at,
    lastUsedAt: at,
    version: 0,
  };
  return {
    get: select.where("id", "=", "").compile(),
    list: select
      .where("type", "=", "")
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(0)
      .compile(),
    add: db.insertInto("memory_item").values(toRow(sample)).compile(),
  };
}
