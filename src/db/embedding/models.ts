import {
  type EmbeddingModelEntity,
  type EmbeddingModelRow,
  embeddingModelTable,
} from "../../../entities/embedding";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { bitsFor } from "../../core/vectors/sketch";
import { raw, sql } from "../../dialect/sql";
import type { Call } from "../call";
import { Table } from "../table";

export const model = new Table<EmbeddingModelEntity, EmbeddingModelRow>(embeddingModelTable);

/** What of a model never changes. */
export interface ModelShape {
  name: string;
  dimensions: number;
  baseline: number;
}

const ACTIVE = raw("state = 'active'");
/** Of the name, and of the one active model. */
const ABSENT = raw("on conflict do nothing returning");
const MOST_ATTEMPTS = 3;

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

/** The model that searches of the call's tenant use; null where it has none. */
export async function activeModel(call: Call): Promise<EmbeddingModelRow | null> {
  return (await modelsOf(call)).find(({ state }) => state === "active") ?? null;
}

/**
 * The model of vectors that are given with rows: that of the first embedder. Without one it is the
 * tenant's active model, and in a tenant without models one that is named after its dimensions.
 *
 * @param dimensions of the first vector
 */
export async function modelOfGiven(call: Call, dimensions: number): Promise<EmbeddingModelRow> {
  const [own] = call.embeddings.clients.values();
  const models = await modelsOf(call);
  if (own) {
    const { model: name, dimensions: declared, baseline } = own.embedder;
    return ensureModel(call, { name, dimensions: declared, baseline });
  }
  const active = models.find(({ state }) => state === "active");
  return active ?? ensureModel(call, { name: `unnamed-${dimensions}`, dimensions, baseline: 0 });
}

/**
 * The row of a model, made where the tenant does not have it. The first of a tenant is active at
 * once, others are filled beside it.
 *
 * @throws UnifiedStoreError `validation` when the tenant has the model with other dimensions
 */
export async function ensureModel(call: Call, shape: ModelShape): Promise<EmbeddingModelRow> {
  let known = await modelsOf(call);
  for (let attempt = 1; ; attempt++) {
    const found = known.find(({ name }) => name === shape.name);
    if (found) return agreeing(found, shape);
    if (attempt > MOST_ATTEMPTS) throw unseen();
    const state = known.some((each) => each.state === "active") ? "filling" : "active";
    const now = call.now();
    const row = { ...shape, bits: bitsFor(shape.dimensions), state, createdAt: now, version: 1 } as const;
    const added = model.insert({ tenant: call.tenant, ...row, activatedAt: state === "active" ? now : null });
    const [made] = await call.all(sql`${added} ${ABSENT} ${model.columns.sql}`, model.columns);
    call.embeddings.forget(call.tenant);
    if (made) return made;
    // Another call has made it, or another model is the active one now.
    known = await readModels(call);
  }
}

/** In a transaction with a snapshot, the row of another transaction stays invisible. */
const unseen = (): UnifiedStoreError =>
  new UnifiedStoreError("serialization", "another transaction has just added the tenant's embedding model");

function agreeing(row: EmbeddingModelRow, { name, dimensions }: ModelShape): EmbeddingModelRow {
  if (row.dimensions === dimensions) return row;
  throw invalid(
    "embedder.dimensions",
    `must be ${row.dimensions}: this tenant has vectors of the model ${JSON.stringify(name)} with so many. ` +
      `It is ${dimensions}: give another model another name`,
  );
}
