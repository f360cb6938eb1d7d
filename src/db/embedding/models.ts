import {
  type EmbeddingModelEntity,
  type EmbeddingModelRow,
  embeddingModelTable,
} from "../../../entities/embedding";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { bitsFor } from "../../core/vectors/sketch";
import { AnyOf, raw, sql } from "../../dialect/sql";
import type { Call } from "../call";
import type { Executor } from "../operation";
import { Selection, Table } from "../table";

export const model = new Table<EmbeddingModelEntity, EmbeddingModelRow>(embeddingModelTable);

const CONTEXT = { operation: "migrate" };
const OF_TENANTS = new Selection<EmbeddingModelRow & { tenant: string }>(embeddingModelTable.columnList);

/** What of a model never changes. */
export interface ModelShape {
  name: string;
  dimensions: number;
  baseline: number;
}

const ACTIVE = raw("state = 'active'");
/**
 * Also of the index that allows one active model: an error would end a PostgreSQL transaction.
 */
const ABSENT = raw("on conflict do nothing returning");
/** Each time, another process may have made or removed the row in between. */
const MOST_ATTEMPTS = 5;

/** The models of the call's tenant by name, the active one first. */
export async function modelsOf(call: Call): Promise<readonly EmbeddingModelRow[]> {
  const { embeddings, tenant } = call;
  const known = embeddings.modelsOf(tenant);
  if (known) return known;
  const models = await readModels(call);
  // Rows of a transaction may yet be undone.
  if (!call.inTransaction) embeddings.remember(tenant, models);
  return models;
}

const readModels = (call: Call): Promise<EmbeddingModelRow[]> =>
  call.all(
    sql`select ${model.columns.sql} from ${model.name} where ${call.inTenant()} order by ${ACTIVE} desc, name`,
    model.columns,
  );

/** The models of several tenants, read at once. A tenant without models is left out. */
export async function modelsOfTenants(
  db: Executor,
  tenants: readonly string[],
): Promise<Map<string, EmbeddingModelRow[]>> {
  const statement = sql`
    select ${OF_TENANTS.sql} from ${model.name} where tenant_id ${new AnyOf("name", tenants)} order by name`;
  const found = new Map<string, EmbeddingModelRow[]>();
  for (const { tenant, ...row } of await db.run({ statement, returns: OF_TENANTS, context: CONTEXT })) {
    const own = found.get(tenant) ?? [];
    found.set(tenant, own);
    own.push(row);
  }
  return found;
}

/** The model that searches of the call's tenant use; null where it has none. */
export async function activeModel(call: Call): Promise<EmbeddingModelRow | null> {
  return (await modelsOf(call)).find(({ state }) => state === "active") ?? null;
}

/** The name of a model that nobody named. Vectors of equal length are taken to be of one model. */
export const unnamedModel = (dimensions: number): string => `unnamed-${dimensions}`;

/**
 * The row of a model, made where the tenant does not have it. The first of a tenant is active at
 * once, others are filled beside it.
 *
 * @throws UnifiedStoreError `validation` when the tenant has the model with other dimensions
 */
export async function ensureModel(call: Call, shape: ModelShape): Promise<EmbeddingModelRow> {
  let known = await modelsOf(call);
  for (let attempt = 1; ; attempt++) {
    const found = known.find((each) => each.name === shape.name);
    if (found) return agreeing(call, found, shape);
    if (attempt > MOST_ATTEMPTS) throw unseen();
    const state = known.some((each) => each.state === "active") ? "filling" : "active";
    const now = call.now();
    const { name, dimensions, baseline } = shape;
    const row = {
      name,
      dimensions,
      baseline,
      bits: bitsFor(dimensions),
      state,
      createdAt: now,
      version: 1,
    } as const;
    const added = model.insert({ tenant: call.tenant, ...row, activatedAt: state === "active" ? now : null });
    const [made] = await call.all(sql`${added} ${ABSENT} ${model.columns.sql}`, model.columns);
    call.embeddings.forget(call.tenant);
    if (made) {
      // Rows of a transaction may yet be undone.
      if (!call.inTransaction) call.embeddings.remember(call.tenant, inOrder([...known, made]));
      return made;
    }
    // Another call made this model, or the active one, in between.
    known = await readModels(call);
  }
}

/** In a transaction with a snapshot, the row of another transaction stays invisible. */
const unseen = (): UnifiedStoreError =>
  new UnifiedStoreError("serialization", "another transaction has just added the tenant's embedding model");

const inOrder = (models: readonly EmbeddingModelRow[]): EmbeddingModelRow[] =>
  [...models].sort((a, b) => Number(b.state === "active") - Number(a.state === "active"));

/**
 * The row of a model, where an embedder fits it. Another baseline is logged once in a process: that
 * of the row counts.
 *
 * @throws UnifiedStoreError `validation` where the embedder has other dimensions than the model
 */
export function agreeing(
  call: Call,
  row: EmbeddingModelRow,
  { name, dimensions }: ModelShape,
): EmbeddingModelRow {
  if (row.dimensions !== dimensions)
    throw invalid(
      "embedder.dimensions",
      `must be ${row.dimensions}: this tenant has vectors of the model ${JSON.stringify(name)} with so many. ` +
        `It is ${dimensions}: give another model another name`,
    );
  const given = call.embeddings.clients.get(name)?.embedder.baseline ?? row.baseline;
  if (given !== row.baseline && call.embeddings.isNews(`${call.tenant}\u0000${name}`)) {
    const { operation, tenant } = call.operationContext;
    const fields = { operation, tenant, model: name, baseline: row.baseline, given };
    call.retrieval.logger.warn(fields, "another baseline of an embedding model counts");
  }
  return row;
}
