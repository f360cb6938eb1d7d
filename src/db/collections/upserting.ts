import type { CallOptions } from "../../core/call/deadline";
import { hasCode, invalid, UnifiedStoreError } from "../../core/errors";
import { checkEach, type WriteOptions } from "../../core/input/arguments";
import type { Shape } from "../../core/input/shape";
import { validate } from "../../core/input/validation";
import type { Call } from "../call";
import { Collection, type CollectionDefinition } from "../collection";
import type { PageOptions } from "../pages/page";
import type { ScopeContext } from "../scoped";
import { changedRow } from "./change";
import { missingReference, type Reference } from "./references";
import type { RowChange, Upsert } from "./upsert";

/** The upserts and updates of the rows of one table. */
export interface UpsertDefinition<R, I extends object, P extends object> {
  /** Names the list in errors: `plugins[3].name`. */
  list: string;
  input: Shape<I>;
  patch: Shape<P>;
  upsert: Upsert<R>;
  references?: readonly Reference[];
  /** A rule that only the table can check: the member at fault, and the requirement. */
  forbids?: { field: string; must: string };
}

/** Rows of one table with upserts by their natural key. */
export abstract class UpsertCollection<
  R extends object,
  I extends object,
  P extends object,
  Q extends PageOptions,
  K extends string | object = string,
> extends Collection<R, Q, K> {
  readonly #writes: UpsertDefinition<R, I, P>;
  readonly #definition: CollectionDefinition<R, Q, K>;

  /** @internal */
  protected constructor(
    context: ScopeContext,
    definition: CollectionDefinition<R, Q, K>,
    writes: UpsertDefinition<R, I, P>,
  ) {
    super(context, definition);
    this.#definition = definition;
    this.#writes = writes;
  }

  /**
   * Upserts a row by its key. Members that are left out stay unchanged; in a new row they get their
   * defaults. Parallel calls with one key make one row, and each changes only the members that it
   * gives.
   *
   * @param options.ifVersion change only an existing row with this version, and insert none
   * @returns the row as it is now
   * @throws UnifiedStoreError `validation`; `not_found` when a row that it refers to does not
   * exist, with `field`; `version_conflict`
   * @example
   * const row = await collection.upsert(input);
   */
  upsert(input: I, options: WriteOptions = {}): Promise<R> {
    return this.write("upsert", options, async (call, { ifVersion }) => {
      const { input: rules, upsert } = this.#writes;
      const given = validate(rules, input, "");
      const change = upsert.newChange(given, "");
      if (ifVersion !== undefined) return this.#change(call, this.#keyIn(given), { change, ifVersion });
      const [row] = await this.#write(call, [change]);
      return row!;
    });
  }

  /**
   * The same for any number of rows, all or none, in one statement. Where entries have the same
   * key, the later ones win, member by member.
   *
   * @returns for each entry, in the order given, the row of its key as it is now
   * @throws UnifiedStoreError `validation`, naming the entry by its index in the list; `not_found`
   * @example
   * const rows = await collection.upsertMany(inputs);
   */
  upsertMany(inputs: readonly I[], options: CallOptions = {}): Promise<R[]> {
    return this.call("upsertMany", options, async (call) => {
      const { input: rules, list, upsert } = this.#writes;
      const changes = checkEach(inputs, list, (input, path) =>
        upsert.newChange(validate(rules, input, path), `${path}.`),
      );
      return changes.length === 0 ? [] : this.#write(call, changes);
    });
  }

  /**
   * Changes the given members of an existing row.
   *
   * @param options.ifVersion change only if the row still has this version
   * @returns the row as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for an empty
   * patch
   * @example
   * const row = await collection.update(key, patch);
   */
  update(key: K, patch: P, options: WriteOptions = {}): Promise<R> {
    return this.write("update", options, async (call, { ifVersion }) => {
      const checked = this.#definition.key.check(key);
      const given = validate(this.#writes.patch, patch, "patch");
      if (Object.keys(given).length === 0) throw invalid("patch", "must change at least one member");
      const change = this.#writes.upsert.newChange(given, "patch.");
      return this.#change(call, checked, { change, ifVersion });
    });
  }

  /**
   * Deletes the row of a key, with its dependent rows.
   *
   * @param options.ifVersion delete only if the row still has this version
   * @returns true if it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`; `in_use` while others refer to it
   * @example
   * const existed = await collection.remove(key);
   */
  override remove(key: K, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(key, options);
  }

  async #write(call: Call, changes: RowChange[]): Promise<R[]> {
    const { upsert } = this.#writes;
    const statement = upsert.statement(call, changes);
    const rows = await call
      .all(statement, upsert.returns)
      .catch((error: unknown) => this.#refuse(call, error, changes));
    const byKey = new Map(rows.map((row) => [upsert.keyOf(row), row]));
    return changes.map(({ key }) => byKey.get(key)!);
  }

  #change(
    call: Call,
    key: K,
    { change, ifVersion }: { change: RowChange; ifVersion: number | undefined },
  ): Promise<R> {
    const { upsert } = this.#writes;
    const where = this.#definition.atVersion(this.#definition.key.is(key), ifVersion);
    const statement = upsert.update(call, change, where);
    const sent = { statement, returns: upsert.returns, ifVersion };
    return changedRow(call, this.#definition, key, sent).catch((error: unknown) =>
      this.#refuse(call, error, [change]),
    );
  }

  /** All input was checked, so the table can only refuse it by rules of the definition. */
  async #refuse(call: Call, error: unknown, changes: readonly RowChange[]): Promise<never> {
    const { references = [], forbids } = this.#writes;
    if (hasCode(error, "in_use") && references.length > 0)
      throw await missingReference(call, changes, { references, refusal: error });
    if (hasCode(error, "validation") && error.field === undefined && forbids) {
      const { field, must } = forbids;
      throw new UnifiedStoreError("validation", `${field} ${must}`, { field, cause: error.cause });
    }
    throw error;
  }

  #keyIn(input: object): K {
    const { key, keyOf } = this.#definition;
    return key.check(keyOf(input));
  }
}
