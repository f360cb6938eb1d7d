import { tables } from "../../../entities";
import type { AnyTable } from "../../../entities/table";
import { SEARCHED_TABLES } from "../../db/search/search-scheme";
import { VECTOR_TABLES } from "../../db/vectors/vector-tables";
import { TableName } from "../../dialect/sql";

/** A table with rows of tenants. */
export interface TenantTable {
  name: TableName;
  /** The store that it belongs to, such as `memory`. */
  store: string;
  /** Whether its rows belong to a workspace; otherwise they belong to the whole tenant. */
  inWorkspace: boolean;
  /** Columns of a unique key, from the tenant on. */
  key: readonly string[];
  columns: readonly string[];
  /** Column with the time of a row; null: none. */
  time: string | null;
}

const SIDE_KEY = ["tenant_id", "workspace_id", "item_id", "part"];
/** Tables beside a table, which no definition maps: what they have and their key. */
const SIDE = {
  search: { key: SIDE_KEY, columns: ["search_text", "text_hash", "search_keys"] },
  vector: { key: [...SIDE_KEY, "model"], columns: ["text_hash", "vector"] },
  sketch: { key: ["tenant_id", "workspace_id", "model", "item_id", "part"], columns: ["sketch"] },
} as const;

/** Stores whose tables do not begin with the store's name. */
const STORES: Record<string, string> = {
  debate: "debates",
  profile: "profiles",
  conversation: "conversations",
  agent: "agents",
  document: "documents",
  embedding: "retrieval",
  migration: "data migrations",
  search: "retrieval",
};

/** The store that a table belongs to, by its name. */
export const storeOf = (table: string): string => {
  const first = table.split("_", 1)[0]!;
  return STORES[first] ?? first;
};

let known: readonly TenantTable[] | undefined;

/**
 * All tables with rows of tenants, in the order in which rows can be deleted: what refers to a row
 * comes before it.
 */
export function tenantTables(): readonly TenantTable[] {
  known ??= childrenFirst().flatMap((table) => [
    ...(named(VECTOR_TABLES, table) ? [beside(table, "sketch"), beside(table, "vector")] : []),
    ...(named(SEARCHED_TABLES, table) ? [beside(table, "search")] : []),
    defined(table),
  ]);
  return known;
}

/** Tables whose rows tell that a tenant is there: what is derived of their rows need not. */
export const ownTables = (): readonly TenantTable[] =>
  tenantTables().filter(({ name }) => tables.some((each) => each.name === name.name));

const named = (list: readonly string[], { name }: AnyTable): boolean => list.includes(name);

function beside({ name }: AnyTable, part: keyof typeof SIDE): TenantTable {
  const { key, columns } = SIDE[part];
  const table = new TableName(`${name}_${part}`);
  return { name: table, store: storeOf(name), inWorkspace: true, key, columns, time: null };
}

function defined({ name, scope, scopeKey, key, columnList }: AnyTable): TenantTable {
  const columnOf = (property: string): string =>
    columnList.find((column) => column.property === property)!.name;
  const time =
    columnList.find(({ property }) => property === "createdAt") ??
    columnList.find(({ type }) => type === "instant");
  return {
    name: new TableName(name),
    store: storeOf(name),
    inWorkspace: scope === "workspace",
    key: [...scopeKey, ...key].map(columnOf),
    columns: columnList.map((column) => column.name),
    time: time?.name ?? null,
  };
}

/** Topological order of the definitions by their references. */
function childrenFirst(): AnyTable[] {
  const parentsFirst: AnyTable[] = [];
  const visit = (table: AnyTable): void => {
    if (parentsFirst.includes(table)) return;
    for (const reference of Object.values(table.references)) {
      const parent = reference.table();
      if (parent !== table) visit(parent);
    }
    parentsFirst.push(table);
  };
  for (const table of tables as readonly AnyTable[]) if (table.scope !== "database") visit(table);
  return parentsFirst.reverse();
}
