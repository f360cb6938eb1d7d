import type { EmbeddingModelRow } from "../../../entities/embedding";
import type { CallOptions } from "../../core/call/deadline";
import { UnifiedStoreError } from "../../core/errors";
import type { WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { Collection, collection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import { type Due, deleteInBatches } from "../../db/collections/delete-in-batches";
import { model } from "../../db/embedding/models";
import { pageByName } from "../../db/pages/keyset-by-name";
import { PageInput, type PageOptions } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { retryOnUniqueViolation } from "../../db/retry";
import type { ScopeContext } from "../../db/scoped";
import { selection } from "../../db/table";
import {
  EMPTY,
  FOR_NO_KEY_UPDATE,
  integer,
  name,
  raw,
  type Sql,
  sql,
  TableName,
  uuid,
} from "../../dialect/sql";
import { EmbeddingModelPatchInput } from "../inputs";
import { SOURCE_NAMES, sourceOf } from "../sources";

/** A model of a tenant: see `entities/embedding.ts`. */
export type EmbeddingModel = EmbeddingModelRow;

export interface EmbeddingModelPatch {
  /** The cosine of texts that have nothing in common, from -1 to 0.99. */
  baseline: number;
}

const BY_NAME = raw("name");
const MODELS = collection({
  name: "retrieval.models",
  what: "embedding model",
  table: model,
  key: "name",
  page: (db, query: PageOptions, options) =>
    paged(db, { method: "list", Input: PageInput, query, options }, (call, _input, at) => {
      const select = sql`select ${model.columns.sql} from ${model.name} where ${call.inTenant()}`;
      const nameOf = (row: EmbeddingModel): string => row.name;
      return pageByName(
        call,
        { query: call.queryId({}), select, returns: model.columns, by: BY_NAME, nameOf },
        at,
      );
    }),
});
const change = changer(model, MODELS);

/**
 * Embedding models of a tenant, in all of its workspaces. A change of model: open the manager with
 * both embedders, `embedPending({ model })`, compare with `evaluate`, `activate`, and later
 * `remove` the old one. Searches use the active model meanwhile. Reached as
 * `scope.retrieval.models`.
 */
export class EmbeddingModels extends Collection<EmbeddingModel, PageOptions> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, MODELS);
  }

  /**
   * Makes a model the one that searches use. The model that was active becomes `retired`; its
   * vectors stay until it is removed. Vectors that are still pending are not found meanwhile: see
   * `retrieval.status`.
   *
   * @returns the model as it is now
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * await acme.retrieval.models.activate("text-embedding-3-small");
   */
  activate(modelName: string, options: CallOptions = {}): Promise<EmbeddingModel> {
    return this.call("activate", options, async (call) => {
      const key = MODELS.key.check(modelName);
      // Of two calls at the same time, one finds the other's model active only when it writes.
      const active = await retryOnUniqueViolation(() => call.transaction((tx) => activate(tx, key)));
      call.embeddings.forget(call.tenant);
      return active;
    });
  }

  /**
   * Changes the baseline of a model: the one given at `open` counts only when the model's first
   * vector is written. Searches of other processes use it within two seconds.
   *
   * @param options.ifVersion change only if the model still has this version
   * @returns the model as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.retrieval.models.update("text-embedding-ada-002", { baseline: 0.7 });
   */
  update(modelName: string, patch: EmbeddingModelPatch, options: WriteOptions = {}): Promise<EmbeddingModel> {
    return this.write("update", options, async (call, { ifVersion }) => {
      const key = MODELS.key.check(modelName);
      const { baseline } = validate(EmbeddingModelPatchInput, patch, "");
      const changed = await change(call, key, { set: model.assign({ baseline }), ifVersion });
      call.embeddings.forget(call.tenant);
      return changed;
    });
  }

  /**
   * Deletes a model with all of its vectors in the tenant, in batches of 1,000. Stopped by its
   * signal, it keeps what it has deleted, and the next call goes on.
   *
   * @returns whether it existed
   * @throws UnifiedStoreError `conflict` for the active model: activate another one first;
   * `validation`, `aborted`, `timeout`
   * @example
   * await acme.retrieval.models.remove("text-embedding-ada-002");
   */
  override remove(modelName: string, options: CallOptions = {}): Promise<boolean> {
    return this.call("remove", options, async (call) => {
      const key = MODELS.key.check(modelName);
      const found = await MODELS.rows.one(call, key);
      if (found?.state === "active")
        throw new UnifiedStoreError(
          "conflict",
          "the active model cannot be removed, because searches use it: activate another one first",
        );
      const removeVectors = () =>
        deleteInBatches(
          SOURCE_NAMES.map((source) => vectorsDue(call, sourceOf(source).table.name.name, key)),
          Number.MAX_SAFE_INTEGER,
        );
      await removeVectors();
      const gone = sql`
        delete from ${model.name} where ${call.inTenant()} and name = ${name(key)} and state <> ${name("active")} returning name`;
      call.embeddings.forget(call.tenant);
      const isGone = (await call.first(gone, NAME)) !== null;
      // Those that a worker wrote in between.
      if (isGone) await removeVectors();
      return isGone;
    });
  }
}

async function activate(tx: Call, key: string): Promise<EmbeddingModel> {
  // In one order, so that two calls at the same time cannot deadlock.
  const locking = sql`
    select t.name from ${model.name} as t where ${tx.inTenant("t")} order by t.name${FOR_NO_KEY_UPDATE}`;
  await tx.all(locking, NAME);
  const retiring = sql`
    update ${model.name} set state = ${name("retired")}, version = version + 1
    where ${tx.inTenant()} and state = ${name("active")} and name <> ${name(key)} returning name`;
  await tx.all(retiring, NAME);
  const set = model.assign({ state: "active", activatedAt: tx.now() });
  return change(tx, key, { set, ifVersion: undefined });
}

const NAME = selection<{ name: string }>({ name: "name" });
interface VectorKey {
  workspace: string;
  id: string;
  part: string;
}

const KEY = selection<VectorKey>({ workspace: "name", id: "uuid", part: "name" });
const OWN_KEY = raw("workspace_id, item_id, part");
const KEY_OF = raw("d.workspace_id, d.item_id, d.part");

/**
 * The vectors of a model in one table, in all workspaces of the tenant. Each batch begins behind
 * the last one: the vectors of other models there are read once.
 */
function vectorsDue(call: Call, table: string, modelName: string): Due {
  const vectors = new TableName(`${table}_vector`);
  let last: VectorKey | null = null;
  return {
    async deleteBatch(limit) {
      const behind: Sql = last
        ? sql`and (${KEY_OF}) > (${name(last.workspace)}, ${uuid(last.id)}, ${name(last.part)})`
        : EMPTY;
      const statement = sql`
        delete from ${vectors} where ${call.inTenant()} and model = ${name(modelName)} and (${OWN_KEY}) in (
          select ${KEY_OF} from ${vectors} as d
          where ${call.inTenant("d")} and d.model = ${name(modelName)} ${behind}
          order by ${KEY_OF} limit ${integer(limit)}
        ) returning ${OWN_KEY}`;
      const deleted = await call.all(statement, KEY);
      for (const each of deleted) if (last === null || isBehind(each, last)) last = each;
      return deleted.length;
    },
    async isAnyLeft() {
      last = null;
      const statement = sql`
        select ${OWN_KEY} from ${vectors} where ${call.inTenant()} and model = ${name(modelName)} limit 1`;
      return (await call.first(statement, KEY)) !== null;
    },
  };
}

/** In the order of the databases: by code point. */
function isBehind(a: VectorKey, b: VectorKey): boolean {
  const order =
    Buffer.compare(Buffer.from(a.workspace), Buffer.from(b.workspace)) ||
    Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) ||
    Buffer.compare(Buffer.from(a.part), Buffer.from(b.part));
  return order > 0;
}
