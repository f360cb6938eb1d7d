import type { ScopedRow } from "../../../entities/table";
import { checkEach } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import type { Shape } from "../../core/shape";
import { validate } from "../../core/validation";
import { Collection, type CollectionDefinition } from "../collection";
import { type Insertion, insertion } from "../insertion";
import type { PageOptions } from "../page";
import type { RowMaker } from "../row-maker";
import type { ScopeContext } from "../scoped";
import type { Table } from "../table";

interface Recorded {
  id: string;
  createdAt: Date;
}

/** How records of one kind are written. */
export interface RecordWrites<I extends object, R> {
  readonly input: Shape<I>;
  readonly maker: RowMaker<I, R>;
  readonly rows: Insertion<R>;
  /** Names the list in errors: `calls[3].task`. */
  readonly list: string;
  /** A row may be refused, so it must not share its statement with others. */
  readonly mayBeRefused: boolean;
}

export function recordWrites<E extends ScopedRow & Recorded, I extends object, R extends Recorded>(
  table: Table<E, R>,
  maker: RowMaker<I, R>,
  { list, mayBeRefused = false }: { list: string; mayBeRefused?: boolean },
): RecordWrites<I, R> {
  const rows = insertion<E, R>(table, maker.properties as (keyof R & keyof E & string)[]);
  return { input: maker.input, maker, rows, list, mayBeRefused };
}

/** Records of one kind: they are added and never changed. */
export abstract class Records<
  I extends { id?: string | undefined },
  R extends Recorded,
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
   * Adds one record. What is left out or null is not known, and counts in no figure.
   *
   * @throws UnifiedStoreError `validation`; `not_found` when what it refers to is not there;
   * `unique_violation` when the id is taken
   * @example
   * const record = await collection.add(input);
   */
  add(input: I, options: CallOptions = {}): Promise<R> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const { input: rules, maker, rows, mayBeRefused } = this.#writes;
      const given = validate(rules, input, "");
      const row = maker.row(this.db, given);
      // An id of the caller's own may be one that another call is just writing.
      const alone = mayBeRefused || given.id !== undefined;
      await rows.one(this.db, "add", row, { ...options, alone }).catch((error: unknown) => {
        throw this.explained(error, row);
      });
      return maker.read(row);
    });
  }

  /**
   * Adds all records or none, in one statement.
   *
   * @returns the records in the order given
   * @throws UnifiedStoreError `validation`, naming the entry by its place in the list; `not_found`;
   * `unique_violation`
   * @example
   * const records = await collection.addMany(inputs);
   */
  addMany(inputs: readonly I[], options: CallOptions = {}): Promise<R[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const { input: rules, maker, rows: insertion, list } = this.#writes;
      const rows = checkEach(inputs, list, (each, path) =>
        maker.row(this.db, validate(rules, each, path), `${path}.`),
      );
      // In the order of the ids: of two calls that share some, one waits for the other, and never both.
      const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
      await insertion.many(this.db, "addMany", sorted, options).catch((error: unknown) => {
        throw this.explained(error);
      });
      return rows.map(maker.read);
    });
  }

  /** What a refused row means to the caller. @param row where it was one */
  protected explained(error: unknown, _row?: R): unknown {
    return error;
  }
}
