import type { CallOptions } from "../../core/call/deadline";
import { hasCode, notFound } from "../../core/errors";
import { checkEach, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { Collection, type CollectionDefinition } from "../../db/collection";
import { type ByNaturalKey, upsertRow, upsertRows } from "../../db/collections/natural-key";
import type { RowChange } from "../../db/collections/upsert";
import type { PageOptions } from "../../db/pages/page";
import type { RowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { refusedId } from "./records";

/** Definition of the writes of rows with a natural key and an id. */
export interface KeyedWrites<I extends object, R, K extends object> {
  readonly maker: Pick<RowMaker<I, R>, "input" | "row">;
  readonly byKey: ByNaturalKey<R, K>;
  /** Name of the list in errors, as in `episodes[3].title`. */
  readonly list: string;
  /** The parent that rows refer to, and the referring member. */
  readonly parent?: { readonly what: string; readonly field: string };
}

/** Collection of rows with a natural key, an id and a version. */
export abstract class KeyedRows<
  I extends object,
  R extends { id: string },
  Q extends PageOptions,
  K extends object,
> extends Collection<R, Q, R["id"]> {
  readonly #writes: KeyedWrites<I, R, K>;

  /** @internal */
  protected constructor(
    context: ScopeContext,
    definition: CollectionDefinition<R, Q>,
    writes: KeyedWrites<I, R, K>,
  ) {
    super(context, definition);
    this.#writes = writes;
  }

  /**
   * Upsert by natural key. Creates the row, or updates the given members of the existing one.
   * Omitted members keep their value; null means unknown. `id` and `createdAt` of an existing row
   * never change. Parallel upserts of one key create one row, and all their changes are kept.
   *
   * @param options.ifVersion update only an existing row that still has this version
   * @returns the row as it is now
   * @throws UnifiedStoreError `validation`; `not_found` when its parent does not exist, or with
   * `ifVersion` the row itself; `version_conflict`; `unique_violation` when another row has the id
   * @example
   * const row = await collection.upsert(input);
   */
  upsert(input: I, options: WriteOptions = {}): Promise<R> {
    return this.write("upsert", options, (call, { ifVersion }) => {
      const change = this.#change(call, input, "");
      return upsertRow(call, this.#writes.byKey, { change, ifVersion }).catch(this.#refuse);
    });
  }

  /**
   * Bulk upsert: all rows or none, in one statement. Entries with the same key are merged member by
   * member; later ones win.
   *
   * @returns for each entry, in the order given, the row of its key as it is now
   * @throws UnifiedStoreError `validation`, naming the entry by its index in the list; `not_found`
   * when the parent of an entry does not exist; `unique_violation` when another row has an id
   * @example
   * const rows = await collection.upsertMany(inputs);
   */
  upsertMany(inputs: readonly I[], options: CallOptions = {}): Promise<R[]> {
    return this.call("upsertMany", options, (call) => {
      const { byKey, list } = this.#writes;
      const changes = checkEach(inputs, list, (input, path) => this.#change(call, input, path));
      return upsertRows(call, byKey, changes).catch(this.#refuse);
    });
  }

  /**
   * Deletes a row by id, with the rows that belong to it.
   *
   * @param options.ifVersion delete only if the row still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `validation`; `version_conflict`; `in_use` while other rows refer to
   * it, such as episodes to their creator; then nothing is deleted
   * @example
   * const existed = await collection.remove(key);
   */
  override remove(id: R["id"], options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }

  #change(call: Call, input: unknown, path: string): RowChange {
    const { maker, byKey } = this.#writes;
    const checked = validate(maker.input, input, path);
    const row = maker.row(call, checked) as RowChange["row"];
    const members = Object.entries(checked).filter(([, value]) => value !== undefined);
    return { key: byKey.statements.keyOf(row), path, row, given: new Set(members.map(([name]) => name)) };
  }

  /** Translates a constraint violation into the error of the store. */
  readonly #refuse = (error: unknown): never => {
    const { byKey, parent } = this.#writes;
    if (parent && hasCode(error, "in_use"))
      throw notFound(`${parent.what} of this ${parent.field}`, error.cause, parent.field);
    throw hasCode(error, "unique_violation") ? refusedId(byKey.what, error) : error;
  };
}
