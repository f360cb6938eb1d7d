import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import type { Call } from "../../db/call";
import type { CollectionDefinition } from "../../db/collection";
import { pageOf } from "../../db/pages/keyset";
import type { Page, PageOptions, PageRequest } from "../../db/pages/page";
import type { PageAt } from "../../db/pages/paged";
import type { ScopeContext } from "../../db/scoped";
import { ScopedStore } from "../../db/scoped-store";
import type { Table } from "../../db/table";
import { EMPTY, integer, raw, type Sql, sql } from "../../dialect/sql";

/** Reads of the parts of documents. Only a `put` of the document writes them. */
export abstract class DocumentParts<R, K extends string, Q extends PageOptions> extends ScopedStore {
  readonly #definition: CollectionDefinition<R, Q>;

  /** @internal */
  protected constructor(context: ScopeContext, definition: CollectionDefinition<R, Q>) {
    super(context, definition.name);
    this.#definition = definition;
  }

  /** @internal */
  get(id: K, options: CallOptions = {}): Promise<R | null> {
    const { rows, key } = this.#definition;
    return this.call("get", options, (call) => rows.one(call, key.check(id)));
  }

  /** @internal */
  getOrThrow(id: K, options: CallOptions = {}): Promise<R> {
    const { rows, key, missing } = this.#definition;
    return this.call("getOrThrow", options, async (call) => {
      const checked = key.check(id);
      const row = await rows.one(call, checked);
      if (row === null) throw missing(checked);
      return row;
    });
  }

  /** @internal */
  getMany(ids: readonly K[], options: CallOptions = {}): Promise<(R | null)[]> {
    const { rows, key } = this.#definition;
    return this.call("getMany", options, (call) => rows.many(call, key.checkAll(ids)));
  }

  /** @internal */
  list(query: Q, options: CallOptions = {}): PageRequest<R> {
    return this.#definition.page(this.db, query, options);
  }
}

interface PositionList extends PageAt {
  /** Selects the parts of one document or section. */
  where: Sql;
  /** Identifies the query for its cursors. */
  query: string;
}

/** Lists parts in the order of their text: keyset pagination by the position. */
export function byPosition<E extends object, R extends { position: number }>(
  table: Table<E, R>,
  alias: string,
): (call: Call, list: PositionList) => Promise<Page<R>> {
  const columns = table.columns.as(alias);
  const as = raw(alias);
  const position = raw(`${alias}.position`);
  return async (call, { where, query, limit, cursor }) => {
    const behind =
      cursor === undefined ? EMPTY : sql` and ${position} > ${integer(positionIn(query, cursor))}`;
    const statement = sql`
      select ${columns} from ${table.name} as ${as} where ${call.inScope(alias)} and ${where}${behind}
      order by ${position} limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, table.columns);
    return pageOf(rows, { query, limit, keyOf: (row) => [row.position] });
  };
}

function positionIn(query: string, cursor: string): number {
  const [position] = decodeCursor(query, cursor, ["number"]) as [number];
  if (!(Number.isInteger(position) && position >= 0 && position <= 0x7fffffff)) throw malformedCursor();
  return position;
}
