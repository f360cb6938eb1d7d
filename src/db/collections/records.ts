import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/call/deadline";
import { hasCode, notFound, type UnifiedStoreError } from "../../core/errors";
import { checkEach } from "../../core/input/arguments";
import { type InputRules, validate } from "../../core/input/validation";
import type { Call } from "../call";
import { Collection, type CollectionDefinition } from "../collection";
import { type Insertion, insertion } from "../insertion";
import type { PageOptions } from "../pages/page";
import type { RowMaker } from "../row-maker";
import type { ScopeContext } from "../scoped";
import type { Table } from "../table";
import { type GivenVectors, givenVectors, vectorsOfRows } from "../vectors/given-vectors";

interface Recorded {
  id: string;
  createdAt: Date;
}

/** The writes of the records of one table. */
export interface RecordWrites<I extends object, R> {
  readonly input: InputRules<I>;
  readonly maker: Pick<RowMaker<I, R>, "row" | "read">;
  readonly rows: Insertion<R>;
  /** Names the list in errors: `calls[3].task`. */
  readonly list: string;
  /**
   * The rows that records refer to (foreign keys). A record with parents may be refused, so it is
   * not batched.
   */
  readonly parents?: readonly Parent[];
  /** Whether inputs may have an `embedding`. Default false. */
  readonly embeds?: boolean;
  /** Finds the missing one of several parents; null where that cannot be known. */
  missing?(call: Call, rows: readonly R[], cause: unknown): Promise<Parent | null>;
  /** The error for a missing parent, where it needs other words. */
  explain?(call: Call, refusal: UnifiedStoreError, given: R | readonly R[]): Promise<UnifiedStoreError>;
}

/** A parent: a table that records refer to, and the member with its key. */
export interface Parent {
  /** Its name in messages: `episode`. */
  readonly what: string;
  readonly field: string;
}

export function recordWrites<E extends ScopedRow & Recorded, I extends object, R extends Recorded>(
  table: Table<E, R>,
  maker: RowMaker<I, R>,
  more: Pick<RecordWrites<I, R>, "list" | "parents">,
): RecordWrites<I, R> {
  const rows = insertion<E, R>(table, maker.properties as (keyof R & keyof E & string)[]);
  return { input: maker.input, maker, rows, ...more };
}

/** Immutable records of one table: they are added and never changed. */
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
   * Adds one record. A member that is left out or null is unknown, and does not count in figures.
   *
   * @throws UnifiedStoreError `validation`; `not_found` when a row that it refers to does not
   * exist; `unique_violation` when the id is taken
   * @example
   * const record = await collection.add(input);
   */
  add(input: I, options: CallOptions = {}): Promise<R> {
    return this.call("add", options, async (call) => {
      const { input: rules, maker, rows, parents = [] } = this.#writes;
      const given = validate(rules, input, "");
      const row = maker.row(call, given);
      // Another call may be writing the same id when the caller chose it.
      const alone = parents.length > 0 || given.id !== undefined;
      const pending = this.#vectors(call, [given], () => "embedding");
      const vectors = pending && vectorsOfRows(await pending, [row]);
      await rows.one(call, row, { alone, vectors }).catch(async (error: unknown) => {
        throw await this.explained(call, error, row);
      });
      return maker.read(row);
    });
  }

  /**
   * Adds all records or none, in one statement.
   *
   * @returns the records in the order given
   * @throws UnifiedStoreError `validation`, naming the entry by its index in the list; `not_found`;
   * `unique_violation`
   * @example
   * const records = await collection.addMany(inputs);
   */
  addMany(inputs: readonly I[], options: CallOptions = {}): Promise<R[]> {
    return this.call("addMany", options, async (call) => {
      const { input: rules, maker, rows: insertion, list } = this.#writes;
      const given = checkEach(inputs, list, (each, path) => validate(rules, each, path));
      const rows = given.map((each, i) => maker.row(call, each, `${list}[${i}].`));
      const pending = this.#vectors(call, given, (i) => `${list}[${i}].embedding`);
      const vectors = pending && vectorsOfRows(await pending, rows);
      // Sorted by id, to avoid deadlocks: of two calls with the same ids, only one waits for the
      // other.
      const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
      await insertion.many(call, sorted, vectors).catch(async (error: unknown) => {
        throw await this.explained(call, error, rows);
      });
      return rows.map(maker.read);
    });
  }

  #vectors(call: Call, inputs: readonly I[], pathOf: (i: number) => string): Promise<GivenVectors> | null {
    if (!this.#writes.embeds) return null;
    const embeddings = inputs.map((input) => (input as { embedding?: unknown }).embedding);
    return givenVectors(call, embeddings, pathOf);
  }

  /** Translates the database's refusal of rows for the caller: a parent is missing. */
  protected async explained(call: Call, error: unknown, given: R | readonly R[]): Promise<unknown> {
    const rows = [given].flat() as R[];
    const { parents = [], missing, explain } = this.#writes;
    if (!hasCode(error, "in_use") || parents.length === 0) return error;
    if (explain) return explain(call, error, given);
    const named = parents.filter(({ field }) => rows.some((row) => row[field as never] !== null));
    const parent = named.length > 1 ? await missing!(call, rows, error.cause) : named[0]!;
    if (!parent)
      return notFound(`${parents.map((each) => each.what).join(" or ")} of those named`, error.cause);
    const { what, field } = parent;
    const which = Array.isArray(given) ? `of one of the ${field}s` : String(rows[0]![field as never]);
    return notFound(`${what} ${which}`, error.cause, field);
  }
}
