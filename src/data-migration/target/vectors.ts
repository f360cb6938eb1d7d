import type { EmbeddingModelRow } from "../../../entities/embedding";
import { textHash } from "../../core/search-text";
import { sketchOf } from "../../core/vectors/sketch";
import { Call } from "../../db/call";
import { ensureModel, modelsOfTenants, unnamedModel } from "../../db/embedding/models";
import { itemRows } from "../../db/search/search-rows";
import { selection } from "../../db/table";
import type { Transaction } from "../../db/transaction";
import { name, RowColumns, raw, type Sql, sql } from "../../dialect/sql";
import { itemOf } from "./row-entries";
import type { Target } from "./target";
import type { SearchableRow } from "./target-row";
import { statementsOf } from "./target-statements";

/*
 * Vectors of moved rows. The source has a vector as a column of its row, and so has a target: the
 * last of its columns. The store has vectors in side tables. So a vector is compared, hashed,
 * verified, restored and followed with its row, and only here it is known where it is stored.
 */

const CONTEXT = { operation: "migrate" };
const NOTHING = selection<Record<string, never>>({});
const VECTORS = new RowColumns([
  ["tenant_id", "name"],
  ["workspace_id", "name"],
  ["model", "name"],
  ["item_id", "uuid"],
  ["part", "name"],
  ["text_hash", "name"],
  ["vector", "vector"],
]);
const SKETCHES = new RowColumns([
  ["tenant_id", "name"],
  ["workspace_id", "name"],
  ["model", "name"],
  ["item_id", "uuid"],
  ["part", "name"],
  ["sketch", "bits"],
]);
/** Bytes of a vector by four: both engines count them alike. */
const DIMENSIONS = raw("cast(length(x.vector) / 4 as text)");
const IS_ITEM = raw("x.tenant_id = t.tenant_id and x.workspace_id = t.workspace_id and x.item_id = t.id");
const SAME_KEY = raw(
  "e.tenant_id = x.tenant_id and e.workspace_id = x.workspace_id and e.item_id = x.item_id and e.part = x.part",
);

/**
 * Name of the model of moved vectors, as the migration's option gives it. Null: one is named after
 * the vectors' dimensions. Where the tenant has the named model with other dimensions, these are
 * put behind the name.
 */
export type EmbeddingModelName = string | null;

const modelNames = (model: EmbeddingModelName, dimensions: number): readonly [string, string] => {
  const named = model ?? unnamedModel(dimensions);
  return [named, model === null ? named : `${model}-${dimensions}`];
};

/** Condition on a row `x` of a table of vectors: a migration with this model's name wrote it. */
const isMoved = (model: EmbeddingModelName): Sql =>
  sql`x.model in (${name(model ?? "")}, ${name(`${model ?? "unnamed"}-`)} || ${DIMENSIONS})`;

/**
 * The vector of a row `t`, as a column of a `select`. It is null where a search would not find it:
 * its text has changed, or its sketch is missing.
 */
export function vectorColumn(target: Target, model: EmbeddingModelName): Sql {
  const { search, vectors, sketches } = statementsOf(target);
  return sql`, (
    select x.vector from ${vectors} as x where ${IS_ITEM} and ${isMoved(model)}
    and exists (select 1 from ${search} as e where ${SAME_KEY} and e.text_hash = x.text_hash)
    and exists (select 1 from ${sketches} as e where ${SAME_KEY} and e.model = x.model)
    order by x.model limit 1)`;
}

/**
 * Writes the vectors of rows that have none yet. Their models are made where a tenant lacks them.
 */
export async function insertVectors(
  tx: Transaction,
  target: Target,
  { rows, model }: { rows: readonly SearchableRow[]; model: EmbeddingModelName },
): Promise<void> {
  const embedded = rows.flatMap(({ values, entries: [entry] }) => {
    const given = values[target.embeddingAt!] as ArrayLike<number> | null;
    return given === null || entry === undefined ? [] : [{ values, entry, vector: Float32Array.from(given) }];
  });
  if (embedded.length === 0) return;
  const models = await modelsFor(tx, embedded, model);
  const vectors: unknown[][] = [];
  const sketches: unknown[][] = [];
  for (const { values, entry, vector } of embedded) {
    const [tenant, workspace, id] = itemOf(target, values);
    const own = models.get(modelKey(tenant as string, vector.length))!;
    const key = [tenant, workspace, own.name, id, entry.part];
    vectors.push([...key, entry.hash ?? textHash(entry.text), vector]);
    sketches.push([...key, sketchOf(vector, own.bits)]);
  }
  const tables = statementsOf(target);
  await tx.bulk(async (bulk, connection) => {
    await bulk.load(connection, tables.vectors.name, VECTORS, vectors);
    await bulk.load(connection, tables.sketches.name, SKETCHES, sketches);
  }, CONTEXT);
}

/**
 * Replaces the vectors of rows that were updated, after their search entries. Vectors that the
 * application has made of the same text stay.
 */
export async function replaceVectors(
  tx: Transaction,
  target: Target,
  { rows, model }: { rows: readonly SearchableRow[]; model: EmbeddingModelName },
): Promise<void> {
  const { vectors, search } = statementsOf(target);
  const items = itemRows(rows.map(({ values }) => itemOf(target, values)));
  const statement = sql`
    delete from ${vectors} as x
    where (x.tenant_id, x.workspace_id, x.item_id) in (select v.tenant_id, v.workspace_id, v.item_id from ${items} as v)
    and (${isMoved(model)} or not exists (select 1 from ${search} as e where ${SAME_KEY} and e.text_hash = x.text_hash))`;
  await tx.run({ statement, returns: NOTHING, context: CONTEXT });
  await insertVectors(tx, target, { rows, model });
}

const modelKey = (tenant: string, dimensions: number): string => `${dimensions} ${tenant}`;

/** The models of vectors by `modelKey`. Those of all tenants are read at once. */
async function modelsFor(
  tx: Transaction,
  embedded: readonly { values: readonly unknown[]; vector: Float32Array }[],
  model: EmbeddingModelName,
): Promise<Map<string, Pick<EmbeddingModelRow, "name" | "bits">>> {
  const wanted = new Map<string, [tenant: string, dimensions: number]>();
  for (const { values, vector } of embedded) {
    const tenant = values[0] as string;
    wanted.set(modelKey(tenant, vector.length), [tenant, vector.length]);
  }
  const known = await modelsOfTenants(tx, [...new Set([...wanted.values()].map(([tenant]) => tenant))]);
  const models = new Map<string, Pick<EmbeddingModelRow, "name" | "bits">>();
  for (const [key, [tenant, dimensions]] of wanted) {
    const own = known.get(tenant) ?? [];
    known.set(tenant, own);
    const [named, other] = modelNames(model, dimensions);
    const taken = own.some((each) => each.name === named && each.dimensions !== dimensions);
    const found = own.find((each) => each.name === (taken ? other : named) && each.dimensions === dimensions);
    const made = found ?? (await makeModel(tx, tenant, { name: taken ? other : named, dimensions }));
    if (!found) own.push(made);
    models.set(key, made);
  }
  return models;
}

function makeModel(
  tx: Transaction,
  tenant: string,
  shape: Pick<EmbeddingModelRow, "name" | "dimensions">,
): Promise<EmbeddingModelRow> {
  const { embeddings } = tx.database.shared;
  // What this process remembers may have been removed by a rollback in another one.
  embeddings.forget(tenant);
  const context = { executor: tx, tenant, workspace: "", embeddings };
  const call = new Call({ ...context, now: () => new Date(), newId: () => "" }, "migrate", "run");
  return ensureModel(call, { ...shape, baseline: 0 });
}
