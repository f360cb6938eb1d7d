import { selection } from "../../db/table";
import { bytesOf, raw, type Sql, sql } from "../../dialect/sql";
import type { DatabaseCall } from "./database-call";
import { inStores } from "./in-stores";
import { concerns, type TenantPart, within } from "./in-tenant";
import { type TenantTable, tenantTables } from "./tenant-tables";
import type { TenantStats, TenantTableStats } from "./types";

interface Counted {
  rows: number;
  bytes: number | null;
  oldest: Date | null;
  newest: Date | null;
}

const COUNTED = selection<Counted>({ rows: "count", bytes: "count", oldest: "instant", newest: "instant" });

/** Counts and measures the rows of a tenant: it reads all of them, table by table. */
export async function tenantStats(call: DatabaseCall, part: TenantPart): Promise<TenantStats> {
  const found: (TenantTableStats & { store: string })[] = [];
  for (const table of tenantTables()) {
    if (!concerns(part, table)) continue;
    const { rows, bytes, oldest, newest } = await call.one(counting(table, part), COUNTED);
    const { store, name } = table;
    if (rows > 0)
      found.push({ store, table: name.name, rows, exact: true, bytes: bytes ?? 0, oldest, newest });
  }
  const times = (pick: "oldest" | "newest"): number[] => found.flatMap((each) => each[pick]?.getTime() ?? []);
  const { stores, rows, bytes } = inStores(found);
  return {
    ...part,
    rows,
    bytes,
    oldest: at(Math.min(...times("oldest"))),
    newest: at(Math.max(...times("newest"))),
    stores,
  };
}

const at = (ms: number): Date | null => (Number.isFinite(ms) ? new Date(ms) : null);

const PLUS = raw(" + ");
const selects = new Map<TenantTable, Sql>();

function counting(table: TenantTable, part: TenantPart): Sql {
  let select = selects.get(table);
  if (!select) {
    const sizes = table.columns.map((column) => sql`coalesce(${bytesOf(`t."${column}"`)}, 0)`);
    const sum = sizes.reduce((so, each) => sql`${so}${PLUS}${each}`);
    const time = raw(table.time === null ? "null, null" : `min(t."${table.time}"), max(t."${table.time}")`);
    select = sql`select count(*), cast(sum(${sum}) as bigint), ${time} from ${table.name} as t where `;
    selects.set(table, select);
  }
  return sql`${select}${within(part)}`;
}
