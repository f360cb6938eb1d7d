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

/** How rows that have a natural key beside their id are written. */
export interface KeyedWrites<I extends object, R, K extends object> {
  readonly maker: Pick<RowMaker<I, R>, "input" | "row">;
  readonly byKey: ByNaturalKey<R, K>;
  /** Names the list in errors: `episodes[3].title`. */
  readonly list: string;
  /** What rows refer to, and by which member. */
  readonly parent?: { readonly what: string; readonly field: string };
}

/** Rows that have a natural key beside their id, and a version. */
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
   * Creates the row of a natural key, or changes the members given of the one that is there. What
   * is left out stays as it is; null says that it is not known. Id and `createdAt` of a row that
   * exists stay. Parallel upserts of one key make one row, and all that they change is kept.
   *
   * @param options.ifVersion change only the row that is there and still has this version
   * @returns the row as it is now
   * @throws UnifiedStoreError `validation`; `not_found` when what it refers to is not there, or
   * with `ifVersion` the row itself; `version_conflict`; `unique_violation` when the id is another
   * row's
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
   * The same for any number of rows, all or none, in one statement. Of entries of the same key the
   * later ones count, member by member.
   *
   * @returns for each entry, in the order given, the row of its key as it is now
   * @throws UnifiedStoreError `validation`, naming the entry by its index in the list; `not_found`
   * when what one refers to is not there; `unique_violation` when an id is another row's
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
   * Deletes the row of an id, with what belongs to it.
   *
   * @param options.ifVersion delete only if the row still has this version
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`; `version_conflict`; `in_use` while something refers to
   * it, such as episodes to their creator, and then nothing is deleted
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

  /** What the database says of a row that it refuses, in the words of the store. */
  readonly #refuse = (error: unknown): never => {
    const { byKey, parent } = this.#writes;
    if (parent && hasCode(error, "in_use"))
      throw notFound(`${parent.what} of this ${parent.field}`, error.cause, parent.field);
    throw hasCode(error, "unique_violation") ? refusedId(byKey.what, error) : error;
  };
}
