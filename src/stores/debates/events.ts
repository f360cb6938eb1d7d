import type { ScopedRow } from "../../../entities/table";
import type { CallOptions } from "../../core/call/deadline";
import { type CollectionDefinition, collection } from "../../db/collection";
import { type RecordWrites, recordWrites } from "../../db/collections/records";
import type { PageOptions, PageRequest } from "../../db/pages/page";
import type { RowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import type { Table } from "../../db/table";
import { eventLister } from "./event-list";
import type { EventListInput } from "./inputs";
import { DebateRecords } from "./records";

/** The members of all kinds of events. */
interface Happened {
  id: string;
  debateId: string;
  round: number;
  createdAt: Date;
}

/** One kind of event, and how its rows are read and written. */
interface EventKind<I extends object, R, Q> {
  readonly collection: CollectionDefinition<R, Q>;
  readonly writes: RecordWrites<I, R>;
}

interface KindOf<I extends object, R, F> {
  /** Its name in messages, such as `turn`. */
  what: string;
  maker: RowMaker<I, R>;
  /** The rules of a list's query. */
  Query: new () => F;
  /** Members that a list can filter by, besides debate, round and time. */
  filters: readonly (keyof R & keyof F & string)[];
}

export function eventKind<
  E extends ScopedRow & Happened,
  I extends object,
  R extends Happened,
  F extends EventListInput,
>(table: Table<E, R>, { what, maker, Query, filters }: KindOf<I, R, F>): EventKind<I, R, F> {
  const list = `${what}s`;
  const page = eventLister(table, Query, filters);
  return {
    collection: collection({ name: `debates.${list}`, what, table, key: "id", page }),
    writes: recordWrites(table, maker, { list, parents: [{ what: "debate", field: "debateId" }] }),
  };
}

/** Events of one kind. They can be added to a concluded debate too, and never change. */
export abstract class DebateEvents<
  I extends { id?: string | undefined },
  R extends Happened,
  Q extends PageOptions & { debateId: string },
> extends DebateRecords<I, R, Q> {
  /** @internal */
  protected constructor(context: ScopeContext, { collection, writes }: EventKind<I, R, Q>) {
    super(context, collection, writes);
  }

  /**
   * Lists the events of one debate that meet all conditions of the query, page by page. A debate
   * that does not exist has none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const row of collection.list({ debateId, round: 1 })) console.log(row);
   */
  override list(query: Q, options: CallOptions = {}): PageRequest<R> {
    return super.list(query, options);
  }
}
