import type { ScopedRow } from "../../../entities/table";
import { checkEach } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import { Collection, type CollectionDefinition, collection } from "../../db/collection";
import { type Insertion, insertion } from "../../db/insertion";
import type { PageOptions, PageRequest } from "../../db/page";
import type { RowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import type { Table } from "../../db/table";
import { idTaken } from "./debate";
import { eventLister } from "./event-list";
import type { EventListInput } from "./inputs";

/** What all kinds of events have. */
interface Happened {
  id: string;
  debateId: string;
  round: number;
  createdAt: Date;
}

/** One kind of event, and how its rows are read and written. */
interface EventKind<I extends object, R, Q> {
  readonly collection: CollectionDefinition<R, Q>;
  readonly maker: RowMaker<I, R>;
  readonly rows: Insertion<R>;
  /** Names the list in errors: `turns[3].role`. */
  readonly list: string;
}

interface KindOf<I extends object, R, F> {
  /** One of them, in messages: `turn`. */
  what: string;
  maker: RowMaker<I, R>;
  /** The rules of a list's query. */
  Query: new () => F;
  /** The names that a list may be asked for, beside the debate, the round and the time. */
  filters: readonly (keyof R & keyof F & string)[];
}

export function eventKind<
  E extends ScopedRow & Happened,
  I extends object,
  R extends Happened,
  F extends EventListInput,
>(table: Table<E, R>, { what, maker, Query, filters }: KindOf<I, R, F>): EventKind<I, R, F> {
  const list = `${what}s`;
  return {
    collection: collection({
      place: `debates.${list}`,
      what,
      table,
      key: "id",
      page: eventLister(table, Query, filters),
    }),
    maker,
    rows: insertion<E, R>(table, maker.properties as (keyof R & keyof E & string)[]),
    list,
  };
}

/** Events of one kind: they are added, also to a debate that is concluded, and never changed. */
export abstract class DebateEvents<
  I extends object,
  R extends Happened,
  Q extends PageOptions & { debateId: string },
> extends Collection<R, Q> {
  readonly #kind: EventKind<I, R, Q>;

  /** @internal */
  protected constructor(context: ScopeContext, kind: EventKind<I, R, Q>) {
    super(context, kind.collection);
    this.#kind = kind;
  }

  /**
   * Adds one to its debate, which may be concluded already.
   *
   * @throws UnifiedStoreError `validation`; `not_found`, with the field `debateId`, when the debate is
   * not there; `unique_violation` when the id is taken
   * @example
   * const row = await collection.add(input);
   */
  add(input: I, options: CallOptions = {}): Promise<R> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const { maker, rows } = this.#kind;
      const row = maker.row(this.db, validate(maker.input, input, ""));
      // It may be refused, so it must not share its statement with others.
      await rows.one(this.db, "add", row, { ...options, alone: true }).catch((error: unknown) => {
        throw explained(error, [row]);
      });
      return row;
    });
  }

  /**
   * Adds all or none, in one statement. They keep their order among equal times, and may be of
   * different debates. An empty array asks nothing of the database.
   *
   * @returns the rows in the order given
   * @throws UnifiedStoreError `validation`, naming the member as `turns[3].role`; `not_found`,
   * `unique_violation` as `add`
   * @example
   * const rows = await collection.addMany(inputs);
   */
  addMany(inputs: readonly I[], options: CallOptions = {}): Promise<R[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const { maker, rows: insertion, list } = this.#kind;
      const rows = checkEach(inputs, list, (each, path) =>
        maker.row(this.db, validate(maker.input, each, path), `${path}.`),
      );
      // In the order of the ids: of two calls that share some, one waits for the other, and never both.
      const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
      await insertion.many(this.db, "addMany", sorted, options).catch((error: unknown) => {
        throw explained(error, rows);
      });
      return rows;
    });
  }

  /**
   * Lists those of one debate that meet all conditions of the query, page by page; none where the
   * debate is not there.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const row of collection.list({ debateId, round: 1 })) console.log(row);
   */
  override list(query: Q, options: CallOptions = {}): PageRequest<R> {
    return super.list(query, options);
  }
}

/** An event refers to its debate and to nothing else: a missing row is the debate. */
function explained(error: unknown, rows: readonly Happened[]): unknown {
  const [first] = rows;
  if (hasCode(error, "unique_violation"))
    return idTaken(rows.length === 1 ? first!.id : undefined, error.cause);
  if (!hasCode(error, "foreign_key")) return error;
  const isOne = rows.every(({ debateId }) => debateId === first!.debateId);
  const what = isOne ? `debate ${first!.debateId}` : "debate of one of the debateIds";
  return notFound(what, error.cause, "debateId");
}
