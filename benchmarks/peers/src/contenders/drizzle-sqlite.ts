import type BetterSqlite3 from "better-sqlite3";
import { desc, getTableColumns, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { customType, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Json, MemoryItem } from "../../../../dist/src/index.js";
import { ITEM_FIELDS, type Key, type Peer, SCOPE } from "../peer.js";
import { CALLS, placeholders, scopedBy } from "./drizzle-parts.js";
import { dateOf, instantText } from "./sqlite-values.js";

const instant = customType<{ data: Date; driverData: string }>({
  dataType: () => "datetime",
  toDriver: instantText,
  fromDriver: dateOf,
});

const memoryItem = sqliteTable(
  "memory_item",
  {
    tenant: text("tenant_id").notNull(),
    workspace: text("workspace_id").notNull(),
    id: text().notNull(),
    type: text().notNull(),
    content: text({ mode: "json" }).$type<Json>().notNull(),
    policyName: text("policy_name").notNull(),
    decayScore: real("decay_score").notNull(),
    pinned: integer({ mode: "boolean" }).notNull(),
    archived: integer({ mode: "boolean" }).notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at").notNull(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.workspace, table.id] })],
);

/**
 * Drizzle on better-sqlite3. All queries use `prepare()` except the bulk insert. It is synchronous,
 * so its results are not promises.
 */
export class DrizzleSqlite implements Peer {
  readonly name = "Drizzle";
  readonly calls = CALLS;
  readonly targets = {};
  readonly fields = ITEM_FIELDS;
  private readonly db: ReturnType<typeof open>;
  private readonly prepared: ReturnType<typeof prepare>;

  constructor(private readonly client: BetterSqlite3.Database) {
    this.db = open(client);
    this.prepared = prepare(this.db);
  }

  get({ id }: Key): MemoryItem | undefined {
    return this.prepared.get.get({ ...SCOPE, id });
  }

  list(type: string, limit: number): MemoryItem[] {
    return this.prepared.list.all({ ...SCOPE, type, limit });
  }

  add(item: MemoryItem): unknown {
    return this.prepared.add.run({ ...SCOPE, ...item });
  }

  addMany(items: readonly MemoryItem[]): void {
    this.db
      .insert(memoryItem)
      .values(items.map((item) => ({ ...SCOPE, ...item })))
      .run();
  }

  close(): void {
    this.client.close();
  }
}

const open = (client: BetterSqlite3.Database) => drizzle({ client });

function prepare(db: ReturnType<typeof open>) {
  const { tenant: _t, workspace: _w, ...columns } = getTableColumns(memoryItem);
  return {
    get: db
      .select(columns)
      .from(memoryItem)
      .where(scopedBy(memoryItem, "id", memoryItem.id))
      .prepare(),
    list: db
      .select(columns)
      .from(memoryItem)
      .where(scopedBy(memoryItem, "type", memoryItem.type))
      .orderBy(desc(memoryItem.createdAt), desc(memoryItem.id))
      .limit(sql.placeholder("limit"))
      .prepare(),
    add: db.insert(memoryItem).values(placeholders(memoryItem)).prepare(),
  };
}
