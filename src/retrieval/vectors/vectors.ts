import type { CallOptions } from "../../core/call/deadline";
import { notFound } from "../../core/errors";
import { validate } from "../../core/input/validation";
import { activeModel } from "../../db/embedding/models";
import type { ScopeContext } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import { selection } from "../../db/table";
import { givenVectors } from "../../db/vectors/given-vectors";
import { ownVector } from "../../db/vectors/own-vector";
import { putVectors } from "../../db/vectors/put-vectors";
import { sql, TableName, uuid } from "../../dialect/sql";
import { VectorInput, VectorKeyInput } from "../inputs";
import { type RetrievalSource, sourceOf } from "../sources";

/** A row by its source and id. */
export interface RetrievalVectorKey {
  in: RetrievalSource;
  id: string;
}

export interface RetrievalVectorInput extends RetrievalVectorKey {
  /** One number for each dimension of the model. */
  vector: readonly number[] | Float32Array;
}

const ITEM = selection<{ id: string }>({ id: "uuid" });

/**
 * Vectors of rows that exist already. A vector belongs to the text that the row has when it is
 * written: after a change of the text it is not found any more. Reached as
 * `scope.retrieval.vectors`.
 */
export class RetrievalVectors extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "retrieval.vectors");
  }

  /**
   * Writes the vector of a row, in place of the one that it has. The model is the tenant's active
   * one where the manager has its embedder and the dimensions fit, else that of the manager's first
   * embedder; without an embedder, the active one.
   *
   * @throws UnifiedStoreError `not_found` when the row does not exist; `validation`
   * @example
   * await acme.retrieval.vectors.put({ in: "memory", id: item.id, vector: [0.1, 0.9] });
   */
  put(input: RetrievalVectorInput, options: CallOptions = {}): Promise<void> {
    return this.call("put", options, async (call) => {
      const { in: source, id, vector } = validate(VectorInput, input, "");
      const given = (await givenVectors(call, [vector], () => "vector"))!;
      const row = { id: id.toLowerCase(), part: "", hash: null, vector: given.vectors[0]! };
      const written = await putVectors(call, tableOf(source), given.model, [row]);
      if (written === 0) throw notFound(`row ${id} of this source`, undefined, "id");
    });
  }

  /**
   * Reads the vector of a row by the active model.
   *
   * @returns null when the row has none of its current text
   * @throws UnifiedStoreError `validation`
   * @example
   * const vector = await acme.retrieval.vectors.get({ in: "memory", id: item.id });
   */
  get(key: RetrievalVectorKey, options: CallOptions = {}): Promise<Float32Array | null> {
    return this.call("get", options, async (call) => {
      const { in: source, id } = validate(VectorKeyInput, key, "");
      const model = await activeModel(call);
      return model && ownVector(call, tableOf(source), { id: id.toLowerCase(), model: model.name });
    });
  }

  /**
   * Removes all vectors of a row. With an embedder, its text is pending then.
   *
   * @returns whether it had any
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.retrieval.vectors.remove({ in: "memory", id: item.id });
   */
  remove(key: RetrievalVectorKey, options: CallOptions = {}): Promise<boolean> {
    return this.call("remove", options, async (call) => {
      const { in: source, id } = validate(VectorKeyInput, key, "");
      const statement = sql`
        delete from ${new TableName(`${tableOf(source)}_vector`)} where ${call.inScope()} and item_id = ${uuid(id.toLowerCase())} returning item_id`;
      return (await call.all(statement, ITEM)).length > 0;
    });
  }
}

const tableOf = (source: RetrievalSource): string => sourceOf(source).searched.table;
