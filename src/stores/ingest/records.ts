import { checkEach } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import { Collection, type CollectionDefinition } from "../../db/collection";
import type { Insertion } from "../../db/insertion";
import type { PageOptions } from "../../db/page";
import type { RowMaker } from "../../db/row-maker";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { idTaken } from "./rows";

/** How records of one kind are written. */
export interface RecordWrites<I extends object, R> {
  /** The rules of an input. */
  readonly Input: new () => I;
  readonly maker: Pick<RowMaker<I, R>, "row" | "read">;
  readonly rows: Insertion<R>;
  /** A record, in messages: `segment`. */
  readonly what: string;
  /** Names the list in errors: `segments[3].text`. */
  readonly list: string;
  /** What records refer to, by the member that names it. */
  readonly parents?: readonly Parent[];
  /** Which of several parents is not there; null where that cannot be told. */
  missing?(db: ScopedDb, rows: readonly R[], cause: unknown): Promise<Parent | null>;
}

export interface Parent {
  /** In messages: `episode`. */
  readonly what: string;
  readonly field: string;
}

/** Records of one kind: they are added and never changed. */
export abstract class IngestRecords<
  I extends { id?: string | undefined },
  R extends { id: string },
  Q extends PageOptions,
> extends Collection<R, Q, R["id"]> {
  readonly #writes: RecordWrites<I, R>;

  /** @internal */
  protected constructor(
    context: ScopeContext,
    definition: CollectionDefinition<R, Q>,
    writes: RecordWrites<I, R>,
  ) {
    super(context, definition);
    this.#writes = writes;
  }

  /**
   * Adds one record. What is left out or null is not known.
   *
   * @throws UnifiedStoreError `validation`; `not_found` when what it refers to is not there;
   * `unique_violation` when the id is taken
   * @example
   * const record = await collection.add(input);
   */
  add(input: I, options: CallOptions = {}): Promise<R> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const { Input, maker, rows, parents = [] } = this.#writes;
      const given = validate(Input, input, "");
      const row = maker.row(this.db, given);
      // It may be refused, or have to wait for somebody who is just writing the same id: that is to be alone.
      const alone = parents.length > 0 || given.id !== undefined;
      await this.#explaining(rows.one(this.db, "add", row, { ...options, alone }), [row]);
      return maker.read(row);
    });
  }

  /**
   * Adds all records or none, in one statement. An empty array asks nothing of the database.
   *
   * @returns the records in the order given
   * @throws UnifiedStoreError `validation`, naming the entry by its place in the list; `not_found` when
   * what one refers to is not there; `unique_violation` when an id is taken
   * @example
   * const records = await collection.addMany(inputs);
   */
  addMany(inputs: readonly I[], options: CallOptions = {}): Promise<R[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const { Input, maker, rows: insertion, list } = this.#writes;
      const rows = checkEach(inputs, list, (each, path) =>
        maker.row(this.db, validate(Input, each, path), `${path}.`),
      );
      // In the order of the ids: of two calls that share some, one waits for the other, and never both.
      const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
      await this.#explaining(insertion.many(this.db, "addMany", sorted, options), sorted);
      return rows.map(maker.read);
    });
  }

  /** What the database says of a row that it refuses, in the words of the store. */
  async #explaining(written: Promise<void>, rows: readonly R[]): Promise<void> {
    const { what, parents = [], missing } = this.#writes;
    try {
      await written;
    } catch (error) {
      if (hasCode(error, "unique_violation")) throw idTaken(what, error);
      if (!hasCode(error, "in_use")) throw error;
      const named = parents.filter(({ field }) => rows.some((row) => row[field as never] !== null));
      const parent = named.length > 1 ? await missing!(this.db, rows, error.cause) : named[0]!;
      if (!parent)
        throw notFound(`${parents.map((each) => each.what).join(" or ")} of those named`, error.cause);
      const ids = new Set(rows.map((row): unknown => row[parent.field as never]));
      const which =
        ids.size === 1 ? `${parent.what} ${[...ids][0]}` : `${parent.what} of one of the ${parent.field}s`;
      throw notFound(which, error.cause, parent.field);
    }
  }
}
