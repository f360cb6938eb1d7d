import { type IngestEpisodeEntity, ingestEpisodeTable } from "../../../entities/ingest";
import { checkId, checkIds } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import { unsignedZero } from "../../core/zero";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, instant, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { IngestEpisodeInput, type IngestLogInput } from "./inputs";
import { EpisodeKeyInput, EpisodeListInput } from "./list-inputs";
import { addLog, listLog } from "./log";
import { putter } from "./put";
import { dateOrNull, explaining, idOrNull, removeById } from "./rows";
import type { IngestEpisode, IngestEpisodeListQuery, IngestLogEntry, IngestLogQuery } from "./types";

const episode = new Table<IngestEpisodeEntity, IngestEpisode>(ingestEpisodeTable);
const byId = lookup(episode, "id");
const put = putter({
  table: episode,
  key: ["platform", "externalId"],
  changeable: ["creatorId", "url", "title", "publishedAt", "duration", "visibility"],
});

const list = {
  created: lister(episode, "e", "createdAt"),
  published: lister(episode, "e", "publishedAt"),
};
const time = { created: raw("e.created_at"), published: raw("e.published_at") };

/** What creators published, and how far each has been processed. Reached as `scope.ingest.episodes`. */
export class IngestEpisodes extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest.episodes");
  }

  /**
   * Makes the episode of a platform and external id, or changes what is given of the one that has them: what is left out stays as
   * it is, null says that it is not known. Id and `createdAt` of an episode that exists stay. Parallel puts of one key make one episode.
   *
   * @throws UnifiedStoreError `validation`; `foreign_key` when there is no such creator; `unique_violation` when the id belongs to
   * another episode
   * @example
   * const episode = await acme.ingest.episodes.put({ platform: "youtube", externalId: "v1", creatorId: creator.id, title: "Whales" });
   */
  put(input: IngestEpisodeInput, options: CallOptions = {}): Promise<IngestEpisode> {
    return this.db.method("put", () => {
      options = checkOptions(options);
      const given = validate(IngestEpisodeInput, input, "");
      const row = newEpisode(this.db, given);
      return explaining(put(this.db, { row, given }, options), noCreator);
    });
  }

  /**
   * Reads one episode; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const episode = await acme.ingest.episodes.get(segment.episodeId);
   */
  get(id: string, options: CallOptions = {}): Promise<IngestEpisode | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return byId.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one episode that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { title } = await acme.ingest.episodes.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<IngestEpisode> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await byId.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`episode ${id}`);
      return found;
    });
  }

  /**
   * Reads any number of episodes in one statement.
   *
   * @returns for each id, in the order given, its episode or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const episodes = await acme.ingest.episodes.getMany(found.items.map(({ episodeId }) => episodeId));
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(IngestEpisode | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return byId.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Finds the episode that a platform knows by an external id; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const episode = await acme.ingest.episodes.find("youtube", "v1");
   */
  find(platform: string, externalId: string, options: CallOptions = {}): Promise<IngestEpisode | null> {
    return this.db.method("find", () => {
      options = checkOptions(options);
      validate(EpisodeKeyInput, { platform, externalId }, "");
      const statement = sql`
        select ${episode.columns.sql} from ${episode.name}
        where ${this.db.inScope()} and platform = ${name(platform)} and external_id = ${name(externalId)}`;
      return this.db.first("find", statement, episode.columns, { options });
    });
  }

  /**
   * Lists episodes by the time they came in, or were published, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.ingest.episodes.list({ creatorId: creator.id, by: "published", limit: 20 });
   */
  list(query: IngestEpisodeListQuery = {}, options: CallOptions = {}): PageRequest<IngestEpisode> {
    const call = { method: "list", Input: EpisodeListInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const { order = "newest", by = "created" } = input;
      const creatorId = input.creatorId?.toLowerCase();
      const where = conditions({ ...input, creatorId, by });
      const id = this.db.queryId("list", { ...input, creatorId }, { order, by });
      return list[by](this.db, { ...at, where, order, query: id, options });
    });
  }

  /**
   * Adds to an episode's log what became of it.
   *
   * @throws UnifiedStoreError `validation`; `not_found` when the episode is not there; `unique_violation` when the id is taken
   * @example
   * await acme.ingest.episodes.addLog(episode.id, { status: "ok", details: { segments: 12 } });
   */
  addLog(episodeId: string, input: IngestLogInput, options: CallOptions = {}): Promise<IngestLogEntry> {
    return this.db.method("addLog", () => {
      options = checkOptions(options);
      return addLog(this.db, checkId(episodeId, "episodeId"), input, options);
    });
  }

  /**
   * The log of an episode by time, oldest first, page by page; of an episode that is not there it is empty.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items: [last] } = await acme.ingest.episodes.log(episode.id, { order: "newest", limit: 1 });
   */
  log(episodeId: string, query: IngestLogQuery = {}, options: CallOptions = {}): PageRequest<IngestLogEntry> {
    return listLog(this.db, episodeId, query, options);
  }

  /**
   * Deletes an episode with its segments, its log and its provenance.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.ingest.episodes.remove(id);
   */
  remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return removeById(this.db, episode, checkId(id), options);
    });
  }
}

export function newEpisode(db: ScopedDb, given: IngestEpisodeInput): IngestEpisode {
  return {
    id: given.id?.toLowerCase() ?? db.newId(),
    platform: given.platform,
    externalId: given.externalId,
    creatorId: idOrNull(given.creatorId),
    url: given.url ?? null,
    title: given.title ?? null,
    publishedAt: dateOrNull(given.publishedAt),
    duration: unsignedZero(given.duration ?? null),
    visibility: given.visibility ?? null,
    createdAt: new Date(given.createdAt ?? db.now()),
    updatedAt: new Date(given.updatedAt ?? db.now()),
  };
}

type Filter = Pick<EpisodeListInput, "from" | "to"> & {
  creatorId: string | undefined;
  by: "created" | "published";
};

function conditions({ creatorId, by, from, to }: Filter): Sql {
  const given: Sql[] = [];
  if (creatorId !== undefined) given.push(sql`e.creator_id = ${uuid(creatorId)}`);
  if (by === "published") given.push(sql`e.published_at is not null`);
  if (from !== undefined) given.push(sql`${time[by]} >= ${instant(from)}`);
  if (to !== undefined) given.push(sql`${time[by]} < ${instant(to)}`);
  return all(given);
}

function noCreator(error: UnifiedStoreError): UnifiedStoreError {
  const message = "creatorId must be the id of a creator of this scope: there is none with the id given";
  return new UnifiedStoreError("foreign_key", message, { cause: error.cause });
}
