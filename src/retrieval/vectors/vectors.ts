import type { CallOptions } from "../../core/call/deadline";
import { invalid, notFound } from "../../core/errors";
import { checkId } from "../../core/input/arguments";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";
import { activeModel } from "../../db/embedding/models";
import type { ScopeContext } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import { selection } from "../../db/table";
import { givenVectors } from "../../db/vectors/given-vectors";
import { ownVector } from "../../db/vectors/own-vector";
import { putVectors } from "../../db/vectors/put-vectors";
import { sql, TableName, uuid } from "../../dialect/sql";
import { type RetrievalSource, SOURCE_NAMES, sourceOf } from "../sources";

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
   * Writes the vector of a row, in place of the one that it has. The model is that of the manager's
   * first embedder; without an embedder, the tenant's active model.
   *
   * @throws UnifiedStoreError `not_found` when the row does not exist; `validation`
   * @example
   * await acme.retrieval.vectors.put({ in: "memory", id: item.id, vector: [0.1, 0.9] });
   */
  put(input: RetrievalVectorInput, options: CallOptions = {}): Promise<void> {
    return this.call("put", options, async (call) => {
      const { table, id, vector } = checked(input, true);
      const given = (await givenVectors(call, [vector], () => "vector"))!;
      const row = { id, part: "", hash: null, vector: given.vectors[0]! };
      const written = await putVectors(call, table, given.model, [row]);
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
      const { table, id } = checked(key, false);
      const model = await activeModel(call);
      return model && ownVector(call, table, { id, model: model.name });
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
      const { table, id } = checked(key, false);
      const statement = sql`
        delete from ${new TableName(`${table}_vector`)} where ${call.inScope()} and item_id = ${uuid(id)} returning item_id`;
      return (await call.all(statement, ITEM)).length > 0;
    });
  }
}

function checked(given: unknown, withVector: boolean): { table: string; id: string; vector: unknown } {
  if (!isObject(given)) throw invalid("key", 'must be an object such as { in: "memory", id }');
  const known = new Set(withVector ? ["in", "id", "vector"] : ["in", "id"]);
  const members = membersOf(given, known, "", (member) =>
    invalid(memberOf("", member), `is not known here: use ${[...known].join(", ")}`),
  );
  if (!SOURCE_NAMES.includes(members.in as RetrievalSource))
    throw invalid("in", `must be one of ${SOURCE_NAMES.join(", ")}`);
  if (withVector && (members.vector === undefined || members.vector === null))
    throw invalid("vector", "is missing: it must be a list of numbers");
  const { table } = sourceOf(members.in as RetrievalSource).searched;
  return { table, id: checkId(members.id), vector: members.vector };
}
