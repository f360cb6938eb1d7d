import {
  type RetrievalConfigEntity,
  type RetrievalConfigVersionEntity,
  retrievalConfigTable,
  retrievalConfigVersionTable,
} from "../../../entities/retrieval/configs";
import type { AnyTable, RowOf } from "../../../entities/table";
import { collection } from "../../db/collection";
import { pageByName } from "../../db/pages/keyset-by-name";
import { PageInput, type PageOptions } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { type Selection, Table } from "../../db/table";
import { raw, sql } from "../../dialect/sql";
import { type RetrievalConfigSettings, readSettings } from "./settings";

/** One version of a configuration. */
export interface RetrievalConfigVersion extends RetrievalConfigSettings {
  name: string;
  version: number;
  /** When this version was written. */
  createdAt: Date;
}

/** A configuration as it is now. */
export interface RetrievalConfig extends RetrievalConfigSettings {
  name: string;
  /** Number of writes, from 1. */
  version: number;
  /** When the first version was written. */
  createdAt: Date;
  /** When this version was written. */
  updatedAt: Date;
}

/** A table whose settings are members of the row that the application reads. */
class SettingsTable<E extends object, S extends { settings: unknown }, R> extends Table<E, R> {
  override readonly columns: Selection<R>;

  constructor(definition: AnyTable) {
    super(definition);
    this.columns = new Table<E, S>(definition).columns.mapped(
      ({ settings, ...row }) => ({ ...row, ...readSettings(settings as object) }) as R,
    );
  }
}

export const config = new SettingsTable<
  RetrievalConfigEntity,
  RowOf<typeof retrievalConfigTable>,
  RetrievalConfig
>(retrievalConfigTable);

export const configVersion = new SettingsTable<
  RetrievalConfigVersionEntity,
  RowOf<typeof retrievalConfigVersionTable>,
  RetrievalConfigVersion
>(retrievalConfigVersionTable);

const BY_NAME = raw("name");
export const CONFIGS = collection({
  name: "retrieval.configs",
  what: "configuration",
  table: config,
  key: "name",
  page: (db, query: PageOptions, options) =>
    paged(db, { method: "list", Input: PageInput, query, options }, (call, _input, at) => {
      const select = sql`select ${config.columns.sql} from ${config.name} where ${call.inTenant()}`;
      const nameOf = (row: RetrievalConfig): string => row.name;
      return pageByName(
        call,
        { query: call.queryId({}), select, returns: config.columns, by: BY_NAME, nameOf },
        at,
      );
    }),
});
