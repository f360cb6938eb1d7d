import { type IngestEpisodeEntity, ingestEpisodeTable } from "../../../entities/ingest";
import type { CallOptions } from "../../core/call/deadline";
import { collection } from "../../db/collection";
import { byNaturalKey } from "../../db/collections/natural-key";
import { between } from "../../db/pages/between";
import { lister } from "../../db/pages/keyset-by-time";
import { paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { KeyedRows, type KeyedWrites } from "./keyed";
import { EpisodeListInput } from "./list-inputs";
import { IngestLogs } from "./logs";
import { inRange, withLowerIds } from "./time-list";
import type { IngestEpisode, IngestEpisodeInput, IngestEpisodeKey, IngestEpisodeListQuery } from "./types";

const table = new Table<IngestEpisodeEntity, IngestEpisode>(ingestEpisodeTable);

/** Makes rows of episodes from validated inputs. */
export const episodeMaker = rowMaker<typeof ingestEpisodeTable, IngestEpisode, IngestEpisodeInput>(
  ingestEpisodeTable,
);
const list = { created: lister(table, "t", "createdAt"), published: lister(table, "t", "publishedAt") };

const EPISODES = collection({
  name: "ingest.episodes",
  what: "episode",
  table,
  key: "id",
  page: (db, query: IngestEpisodeListQuery, options) =>
    paged(db, { method: "list", Input: EpisodeListInput, query, options }, (call, given, at) => {
      const { order = "newest", by = "created" } = given;
      const input = withLowerIds(given);
      const query = call.queryId(input, { order, by });
      return list[by](call, { ...at, where: conditions(input), order, query });
    }),
});

const byKey = byNaturalKey<IngestEpisodeEntity, IngestEpisode, IngestEpisodeKey>({
  definition: ingestEpisodeTable,
  table,
  what: "episode",
  key: ["platform", "externalId"],
});

const WRITES: KeyedWrites<IngestEpisodeInput, IngestEpisode, IngestEpisodeKey> = {
  maker: episodeMaker,
  byKey,
  list: "episodes",
  parent: { what: "creator", field: "creatorId" },
};

/**
 * Episodes: the items that creators published. Their logs have the state of processing. Reached as
 * `scope.ingest.episodes`.
 */
export class IngestEpisodes extends KeyedRows<
  IngestEpisodeInput,
  IngestEpisode,
  IngestEpisodeListQuery,
  IngestEpisodeKey
> {
  /** Processing logs of episodes: one entry for each step. */
  readonly logs: IngestLogs;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, EPISODES, WRITES);
    this.logs = new IngestLogs(context);
  }

  /**
   * Reads the episode with this external id on this platform; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const episode = await acme.ingest.episodes.getByExternalId({
   *   platform: "youtube",
   *   externalId: "v1",
   * });
   */
  getByExternalId(key: IngestEpisodeKey, options: CallOptions = {}): Promise<IngestEpisode | null> {
    return this.call("getByExternalId", options, (call) => byKey.rows.one(call, byKey.key.check(key)));
  }
}

const PUBLISHED_AT = raw("t.published_at");

function conditions(input: EpisodeListInput): Sql {
  const { creatorId, by, publishedFrom, publishedTo } = input;
  const given = inRange(input);
  if (creatorId !== undefined) given.push(sql`t.creator_id = ${uuid(creatorId)}`);
  if (by === "published") given.push(sql`t.published_at is not null`);
  return all([...given, ...between(PUBLISHED_AT, publishedFrom, publishedTo)]);
}
