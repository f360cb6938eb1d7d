import type { TenantRow } from "../../../entities/table";
import { checkName, checkNames } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { type Lookup, lookup } from "../../db/lookup";
import { pageByName } from "../../db/name-page";
import type { PageOptions, PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import type { Table } from "../../db/table";
import { EMPTY, name, raw, sql } from "../../dialect/sql";
import type { Kind } from "./kind";
import { checkInputs, notFound, putRows, removeRow } from "./rows";

interface Particulars<E extends TenantRow, R, I, Q> {
  /** In errors, such as `marketplace.plugins`. */
  place: string;
  /** A row, in messages: `plugin`. */
  what: string;
  /** The list of inputs, in errors: `plugins[3].name`. */
  list: string;
  table: Table<E, R>;
  kind: Kind<R>;
  /** The property of the key. */
  key: keyof R & keyof E & string;
  Input: new () => I;
  ListInput: new () => Q;
  /** The property that lists may be cut down by. */
  filter?: keyof Q & keyof E & string;
  /** Why a row may have to stay. */
  referred?: string;
}

/** One part of the catalogue, and what its statements are made of. */
export interface Part<R, I, Q> {
  place: string;
  what: string;
  list: string;
  key: string;
  kind: Kind<R>;
  Input: new () => I;
  ListInput: new () => Q;
  rows: Lookup<R>;
  remove(db: ScopedDb, key: string, options: CallOptions): Promise<boolean>;
  page(db: ScopedDb, query: Q, options: CallOptions): PageRequest<R>;
}

/** Made once for each part: statements are known by the pieces that they are made of. */
export function part<E extends TenantRow, R, I, Q extends PageOptions>(
  particulars: Particulars<E, R, I, Q>,
): Part<R, I, Q> {
  const { table, key, filter, referred, ListInput } = particulars;
  const column = `"${table.column(key).name}"`;
  const own = raw(column);
  const order = raw(`t.${column}`);
  const filtered = raw(filter === undefined ? "" : `t."${table.column(filter).name}"`);

  return {
    ...particulars,
    rows: lookup(table, key),
    remove: (db, value, options) =>
      removeRow(db, table.name, { where: sql`${own} = ${name(value)}`, referred, options }),
    page: (db, query, options) =>
      paged(db, { method: "list", Input: ListInput, query, options }, (input, at, options) => {
        const only = filter && input[filter];
        const where = only === undefined ? EMPTY : sql` and ${filtered} = ${name(only as string)}`;
        const list = {
          method: "list",
          query: db.queryId("list", input),
          select: sql`select ${table.columns.as("t")} from ${table.name} as t where ${db.inTenant("t")}${where}`,
          returns: table.columns,
          by: order,
          nameOf: (row: R) => row[key] as string,
        };
        return pageByName(db, list, at, options);
      }),
  };
}

/** One part of the catalogue: rows by their name, which belong to the tenant in all of its workspaces. */
export abstract class Catalogue<R, I extends object, Q extends PageOptions> extends ScopedStore {
  /** @internal */
  protected constructor(
    context: ScopeContext,
    private readonly part: Part<R, I, Q>,
  ) {
    super(context, part.place);
  }

  /**
   * Makes a row of the catalogue, or changes the one of this key. Members that are left out stay as they are; in a new row they
   * are null, unless the input says otherwise. Parallel puts of one key make one row, and each changes what it gives alone.
   *
   * @returns the row as it is now
   * @throws UnifiedStoreError `validation`; `not_found` when what it refers to is not there
   * @example
   * await acme.marketplace.repositories.put({ id: "core", name: "Core plugins", url: "https://example.org/core" });
   */
  put(input: I, options: CallOptions = {}): Promise<R> {
    return this.db.method("put", async () => {
      options = checkOptions(options);
      const inputs = [{ input: validate(this.part.Input, input, ""), path: "" }];
      const [row] = await putRows(this.db, this.part.kind, { method: "put", inputs, options });
      return row!;
    });
  }

  /**
   * The same for any number of rows, all or none, in one statement. Of entries with the same key the later ones count, member
   * by member.
   *
   * @returns for each entry, in the order given, the row of its key as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `plugins[3].name`; `not_found`
   * @example
   * await acme.marketplace.plugins.putMany([{ id: "ether", repository: "core", name: "Ether" }]);
   */
  putMany(inputs: readonly I[], options: CallOptions = {}): Promise<R[]> {
    return this.db.method("putMany", async () => {
      options = checkOptions(options);
      const checked = checkInputs(this.part.Input, inputs, this.part.list);
      return putRows(this.db, this.part.kind, { method: "putMany", inputs: checked, options });
    });
  }

  /**
   * Reads the row of a key; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const plugin = await acme.marketplace.plugins.get("ether");
   */
  get(key: string, options: CallOptions = {}): Promise<R | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return this.part.rows.one(this.db, "get", checkName(key, this.part.key), options);
    });
  }

  /**
   * Reads a row that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { percent } = await acme.marketplace.rollouts.getOrThrow("ether-2");
   */
  getOrThrow(key: string, options: CallOptions = {}): Promise<R> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const row = await this.part.rows.one(this.db, "getOrThrow", checkName(key, this.part.key), options);
      if (row === null) throw notFound(this.part.what);
      return row;
    });
  }

  /**
   * Reads any number of rows in one statement.
   *
   * @returns for each key, in the order given, its row or null
   * @throws UnifiedStoreError `validation`, naming the entry as `keys[3]`
   * @example
   * const [ether, cast] = await acme.marketplace.plugins.getMany(["ether", "cast"]);
   */
  getMany(keys: readonly string[], options: CallOptions = {}): Promise<(R | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return this.part.rows.many(this.db, "getMany", checkNames(keys, "keys"), options);
    });
  }

  /**
   * Lists the rows by their key in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { id, name } of acme.marketplace.plugins.list({ repository: "core" })) console.log(id, name);
   */
  list(query: Q = {} as Q, options: CallOptions = {}): PageRequest<R> {
    return this.part.page(this.db, query, options);
  }

  /**
   * Deletes the row of a key.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`; `foreign_key` when others refer to it
   * @example
   * await acme.marketplace.advisories.remove("GHSA-1");
   */
  remove(key: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return this.part.remove(this.db, checkName(key, this.part.key), options);
    });
  }
}
