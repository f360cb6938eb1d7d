import { desc, getTableColumns, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import {
  boolean,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { Pool } from "pg";
import type { Json, MemoryItem } from "../../../../dist/src/index.js";
import { ITEM_FIELDS, type Key, type Peer, SCOPE } from "../peer.js";
import { CALLS, placeholders, scopedBy } from "./drizzle-parts.js";

const memoryItem = pgTable(
  "memory_item",
  {
    tenant: text("tenant_id").notNull(),
    workspace: text("workspace_id").notNull(),
    id: uuid().notNull(),
    type: text().notNull(),
    content: jsonb().$type<Json>().notNull(),
    policyName: text("policy_name").notNull(),
    decayScore: doublePrecision("decay_score").notNull(),
    pinned: boolean().notNull(),
    archived: boolean().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull(),
    lastUsedAt: timestamp("last_used_at", { withTimezone: true, precision: 3 }).notNull(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.workspace, table.id] })],
);

/**
 * Drizzle on node-postgres. All queries use `prepare()` except the bulk insert, whose text depends
 * on the number of rows.
 */
export class DrizzlePostgres implements Peer {
  readonly name = "Drizzle";
  readonly calls = CALLS;
  readonly targets = {};
  readonly fields = ITEM_FIELDS;
  private readonly pool: Pool;
  private readonly db: ReturnType<typeof open>;
  private readonly prepared: ReturnType<typeof prepare>;

  constructor(url: string, poolSize: number) {
    this.pool = new Pool({ connectionString: url, max: poolSize });
    this.db = open(this.pool);
    this.prepared = prepare(this.db);
  }

  async get({ id }: Key): Promise<MemoryItem | undefined> {
    return (await this.prepared.get.execute({ ...SCOPE, id }))[0];
  }

  list(type: string, limit: number): Promise<MemoryItem[]> {
    return this.prepared.list.execute({ ...SCOPE, type, limit });
  }

  add(item: MemoryItem): Promise<unknown> {
    return this.prepared.add.execute({ ...SCOPE, ...item });
  }

  async addMany(items: readonly MemoryItem[]): Promise<void> {
    await this.db.insert(memoryItem).values(items.map((item) => ({ ...SCOPE, ...item })));
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

const open = (client: Pool) => drizzle({ client });

function prepare(db: ReturnType<typeof open>) {
  const { tenant: _t, workspace: _w, ...columns } = getTableColumns(memoryItem);
  return {
    get: db
      .select(columns)
      .from(memoryItem)
      .where(scopedBy(memoryItem, "id", memoryItem.id))
      .prepare("drizzle_get"),
    list: db
      .select(columns)
      .from(memoryItem)
      .where(scopedBy(memoryItem, "type", memoryItem.type))
      .orderBy(desc(memoryItem.createdAt), desc(memoryItem.id))
      .limit(sql.placeholder("limit"))
      .prepare("drizzle_list"),
    add: db.insert(memoryItem).values(placeholders(memoryItem)).prepare("drizzle_add"),
  };
}
