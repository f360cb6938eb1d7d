import { type IngestCreatorEntity, ingestCreatorTable } from "../../../entities/ingest";
import type { CallOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { collection } from "../../db/collection";
import { lookup } from "../../db/lookup";
import { pageByName } from "../../db/name-page";
import { paged } from "../../db/paged";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, raw, sql } from "../../dialect/sql";
import { KeyedRows, type KeyedWrites } from "./keyed";
import { CreatorListInput } from "./list-inputs";
import type { IngestCreator, IngestCreatorInput, IngestCreatorKey, IngestCreatorListQuery } from "./types";
import { upserter } from "./upsert";

const table = new Table<IngestCreatorEntity, IngestCreator>(ingestCreatorTable);
export const creatorsById = lookup(table, "id");

/** How creators are made, of inputs as `validate` gave them. */
export const creatorMaker = rowMaker<typeof ingestCreatorTable, IngestCreator, IngestCreatorInput>(
  ingestCreatorTable,
);
/** The rules of a slug as a key. */
export const creatorKey = creatorMaker.input.only<IngestCreatorKey>(["slug"]);
const BY_SLUG = raw("slug");

const CREATORS = collection({
  place: "ingest.creators",
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

const WRITES: KeyedWrites<IngestCreatorInput, IngestCreator> = {
  input: creatorMaker.input,
  upserter: upserter({
    table,
    key: ["slug"],
    changeable: ["youtubeId", "twitchId", "verified", "lastCheckedAt"],
    newRow: creatorMaker.row,
  }),
  what: "creator",
  list: "creators",
  keyField: "slug",
};

/** Whoever makes what is ingested. Reached as `scope.ingest.creators`. */
export class IngestCreators extends KeyedRows<IngestCreatorInput, IngestCreator, IngestCreatorListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, CREATORS, WRITES);
  }

  /**
   * Reads the creator of a slug; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const creator = await acme.ingest.creators.getBySlug({ slug: "ada" });
   */
  getBySlug(key: IngestCreatorKey, options: CallOptions = {}): Promise<IngestCreator | null> {
    return this.call("getBySlug", options, (call) =>
      WRITES.upserter.find(call, validate(creatorKey, key, "key")),
    );
  }
}
