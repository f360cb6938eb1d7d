import { type IngestCreatorEntity, ingestCreatorTable } from "../../../entities/ingest";
import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { byNaturalKey } from "../../db/collections/natural-key";
import { lookup } from "../../db/lookup";
import { pageByName } from "../../db/pages/keyset-by-name";
import { paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, raw, sql } from "../../dialect/sql";
import { KeyedRows, type KeyedWrites } from "./keyed";
import { CreatorListInput } from "./list-inputs";
import type { IngestCreator, IngestCreatorInput, IngestCreatorKey, IngestCreatorListQuery } from "./types";

const table = new Table<IngestCreatorEntity, IngestCreator>(ingestCreatorTable);
export const creatorsById = lookup(table, "id");

/** Makes rows of creators from validated inputs. */
export const creatorMaker = rowMaker<typeof ingestCreatorTable, IngestCreator, IngestCreatorInput>(
  ingestCreatorTable,
);
const BY_SLUG = raw("slug");

const CREATORS = collection({
  name: "ingest.creators",
  what: "creator",
  table,
  key: "id",
  referred: "episodes or provenance of this creator: remove them first, or give them to another creator",
  page: (db, query: IngestCreatorListQuery, options) =>
    paged(db, { method: "list", Input: CreatorListInput, query, options }, (call, input, at) => {
      const { youtubeId, twitchId } = input;
      let select = sql`select ${table.columns.sql} from ${table.name} where ${call.inScope()}`;
      if (youtubeId !== undefined) select = sql`${select} and youtube_id = ${name(youtubeId)}`;
      if (twitchId !== undefined) select = sql`${select} and twitch_id = ${name(twitchId)}`;
      const nameOf = (row: IngestCreator): string => row.slug;
      const list = { query: call.queryId(input), select, returns: table.columns, by: BY_SLUG, nameOf };
      return pageByName(call, list, at);
    }),
});

const byKey = byNaturalKey<IngestCreatorEntity, IngestCreator, IngestCreatorKey>({
  definition: ingestCreatorTable,
  table,
  what: "creator",
  key: ["slug"],
});

const WRITES: KeyedWrites<IngestCreatorInput, IngestCreator, IngestCreatorKey> = {
  maker: creatorMaker,
  byKey,
  list: "creators",
};

/** Creators: the authors of ingested content. Reached as `scope.ingest.creators`. */
export class IngestCreators extends KeyedRows<
  IngestCreatorInput,
  IngestCreator,
  IngestCreatorListQuery,
  IngestCreatorKey
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CREATORS, WRITES);
  }

  /**
   * Reads the creator with this slug; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const creator = await acme.ingest.creators.getBySlug({ slug: "ada" });
   */
  getBySlug(key: IngestCreatorKey, options: CallOptions = {}): Promise<IngestCreator | null> {
    return this.call("getBySlug", options, (call) => byKey.rows.one(call, byKey.key.check(key)));
  }
}
