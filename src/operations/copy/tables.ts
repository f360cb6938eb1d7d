import { tables as definitions } from "../../../entities";
import type { LogicalColumn } from "../../../entities/columns";
import type { AnyTable } from "../../../entities/table";
import { VECTOR_TABLES } from "../../db/vectors/vector-tables";
import type { ValueType } from "../../dialect/value-type";
import { SEARCHED } from "../../reindex";

/** A column as it is copied. No definition has the type `bits`, which sketches are of. */
export type CopiedColumn = Omit<LogicalColumn, "type" | "incidental" | "beside"> & { type: ValueType };

/**
 * What a table has: the rows of a store, or what is made of them, which is in a side table:
 * search entries, vectors, sketches of vectors.
 */
export type TableKind = "rows" | "search" | "vector" | "sketch";

/** A table that a copy takes along. */
export interface CopiedTable {
  name: string;
  kind: TableKind;
  /** The store that it belongs to. Models of vectors belong to all stores with vectors. */
  store: StoreName | "embeddings";
  /** The table that a side table belongs to; its own name where it is none. */
  of: string;
  columns: readonly CopiedColumn[];
  /** Indexes of the columns of its key, in the order in which its rows are read. */
  key: readonly number[];
  /** Whether its rows belong to a workspace; otherwise they belong to the tenant as a whole. */
  inWorkspace: boolean;
  /** Index of the column that counts the changes of a row; null where rows have none. */
  versionAt: number | null;
  /** Index of the time of the last change. */
  updatedAt: number | null;
  /** Condition on a row `t`, for rows that are not copied. */
  only?: string;
}

/** By the first word of a table's name. */
const STORES = {
  agent: "agents",
  analytics: "analytics",
  archive: "archive",
  conversation: "conversations",
  debate: "debates",
  document: "documents",
  graph: "graph",
  ingest: "ingest",
  marketplace: "marketplace",
  memory: "memory",
  profile: "profiles",
  retrieval: "retrieval",
  retention: "retention",
  embedding: "embeddings",
} as const;
/** A store, by its name in a scope. */
export type StoreName = Exclude<(typeof STORES)[keyof typeof STORES], "embeddings">;

/** The stores that can be chosen. */
export const STORE_NAMES = Object.values(STORES).filter((name) => name !== "embeddings");
const STORES_WITH_VECTORS: readonly StoreName[] = ["memory", "ingest", "conversations"];

const SCOPE = ["tenant_id", "workspace_id"];
const SEARCH_COLUMNS = ["item_id", "part", "search_text", "text_hash"];
const VECTOR_COLUMNS = ["model", "item_id", "part", "text_hash", "vector"];
const SKETCH_COLUMNS = ["model", "item_id", "part", "sketch"];
const TYPES: Record<string, ValueType> = { item_id: "uuid", vector: "vector", sketch: "bits" };

/**
 * Every table with a tenant, parents before children, and side tables behind their table. Tables
 * of the database as a whole stay: the ledger of data migrations tells of that database alone, and
 * each database has its own search scheme.
 */
export const COPIED_TABLES: readonly CopiedTable[] = parentsFirst(
  // Models first: where they cannot be copied, nothing else is.
  [...definitions].sort((a, b) => Number(isModel(b)) - Number(isModel(a))),
)
  .filter(({ scope }) => scope !== "database")
  .flatMap((definition) => [rowsOf(definition), ...sideTablesOf(definition.name)]);

/** The tables of some stores, with the models of their vectors. */
export const tablesOf = (stores: readonly StoreName[] | null): readonly CopiedTable[] =>
  stores === null
    ? COPIED_TABLES
    : COPIED_TABLES.filter(({ store }) =>
        store === "embeddings"
          ? stores.some((each) => STORES_WITH_VECTORS.includes(each))
          : stores.includes(store),
      );

function isModel({ name }: AnyTable): boolean {
  return name === "embedding_model";
}

function parentsFirst(all: readonly AnyTable[]): AnyTable[] {
  const sorted = new Set<AnyTable>();
  const add = (definition: AnyTable): void => {
    for (const { table } of Object.values(definition.references)) if (!sorted.has(table())) add(table());
    sorted.add(definition);
  };
  for (const definition of all) add(definition);
  return [...sorted];
}

function rowsOf({ name, scopeKey, key, columns, columnList, scope }: AnyTable): CopiedTable {
  const at = (property: string): number => columnList.findIndex((column) => column.property === property);
  const counter = Object.entries(columns).find(([, { options }]) => options.counter)?.[0];
  const found = (property: string | undefined): number | null =>
    property === undefined || at(property) < 0 ? null : at(property);
  return {
    ...{ name, kind: "rows", of: name, store: storeOf(name), inWorkspace: scope === "workspace" },
    columns: columnList.map(({ property, name: column, type, nullable }) => ({
      ...{ property, name: column, type, nullable },
    })),
    key: [...scopeKey, ...key].map(at),
    versionAt: found(counter),
    updatedAt: found("updatedAt"),
  };
}

function sideTablesOf(of: string): CopiedTable[] {
  const side = (kind: TableKind, names: readonly string[], key: readonly string[]): CopiedTable => ({
    ...{ name: `${of}_${kind}`, kind, of, store: storeOf(of), inWorkspace: true },
    columns: [...SCOPE, ...names].map((name) => ({
      ...{ property: propertyOf(name), name, type: TYPES[name] ?? "name", nullable: false },
    })),
    key: [...SCOPE, ...key].map((name) => [...SCOPE, ...names].indexOf(name)),
    ...{ versionAt: null, updatedAt: null },
    // Without a vector it is a claim: a worker of the source is about to make it.
    ...(kind === "vector" && { only: "t.vector is not null" }),
  });
  return [
    ...(SEARCHED.some(({ table }) => table === of)
      ? [side("search", SEARCH_COLUMNS, ["item_id", "part"])]
      : []),
    ...((VECTOR_TABLES as readonly string[]).includes(of)
      ? [
          side("vector", VECTOR_COLUMNS, ["item_id", "part", "model"]),
          side("sketch", SKETCH_COLUMNS, ["model", "item_id", "part"]),
        ]
      : []),
  ];
}

/** The member's name of a column, as definitions spell them. */
function propertyOf(name: string): string {
  if (SCOPE.includes(name)) return name.replace("_id", "");
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function storeOf(table: string): CopiedTable["store"] {
  const store = STORES[table.split("_", 1)[0] as keyof typeof STORES];
  if (store === undefined) throw new Error(`${table} belongs to no store that is known to copies`);
  return store;
}
