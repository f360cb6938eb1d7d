import { createHash } from "node:crypto";
import { tables } from "../../../entities";
import type { UnifiedStoreManager } from "../../../src";
import { Selection, selection } from "../../../src/db/table";
import { raw, sql, TableName } from "../../../src/dialect/sql";

const SEARCHED = [
  "memory_item",
  "debate",
  "ingest_segment",
  "archive_entry",
  "conversation_message",
  "graph_node",
];
const ENTRY = selection<Record<string, string>>({
  tenant_id: "name",
  workspace_id: "name",
  item_id: "uuid",
  part: "name",
  search_text: "name",
  search_keys: "name",
});
const ENTRY_COLUMNS = raw(
  "tenant_id, workspace_id, item_id, part, search_text, cast(search_keys as text) as search_keys",
);

/**
 * Every row of every store's table, as sorted texts, by table. Rows about the whole database, such
 * as runs of data migrations, are left out.
 */
export async function contentsOf(stores: UnifiedStoreManager): Promise<Map<string, string[]>> {
  const contents = new Map<string, string[]>();
  const context = { operation: "test" };
  for (const { name: table, columnList } of tables) {
    if (table.startsWith("migration_") || table === "search_scheme") continue;
    const returns = new Selection<Record<string, unknown>>(columnList);
    const rows = await stores.internals.run({
      statement: sql`select ${returns.sql} from ${new TableName(table)}`,
      returns,
      context,
    });
    contents.set(table, rows.map(textOf).sort());
  }
  for (const table of SEARCHED) {
    const statement = sql`select ${ENTRY_COLUMNS} from ${new TableName(`${table}_search`)}`;
    const rows = await stores.internals.run({ statement, returns: ENTRY, context });
    const same = rows.map((row) => ({ ...row, search_keys: hexKeys(row.search_keys!) }));
    contents.set(`${table}_search`, same.map(textOf).sort());
  }
  return contents;
}

/** Search keys in one engine's format. The other engine has a list of signed integers. */
const hexKeys = (keys: string): string =>
  keys.startsWith("{")
    ? keys
        .slice(1, -1)
        .split(",")
        .filter((key) => key !== "")
        .map((key) => (Number(key) >>> 0).toString(16).padStart(8, "0"))
        .join(" ")
    : keys;

/** One hash over all rows. */
export async function hashOf(stores: UnifiedStoreManager): Promise<string> {
  const hash = createHash("sha256");
  for (const [table, rows] of await contentsOf(stores)) hash.update(JSON.stringify([table, rows]));
  return hash.digest("hex");
}

function textOf(row: object): string {
  return JSON.stringify(row, (_, value: unknown) =>
    value instanceof Float32Array
      ? [...value]
      : isObject(value)
        ? Object.fromEntries(Object.entries(value).sort())
        : value,
  );
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
