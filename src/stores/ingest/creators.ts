import { type IngestCreatorEntity, ingestCreatorTable } from "../../../entities/ingest";
import { checkId, checkIds } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import { lookup } from "../../db/lookup";
import { pageByName } from "../../db/name-page";
import type { PageOptions, PageRequest } from "../../db/page";
import { PageInput } from "../../db/page-input";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, raw, sql } from "../../dialect/sql";
import { IngestCreatorInput } from "./inputs";
import { AccountInput, SlugInput } from "./list-inputs";
import { putter } from "./put";
import { dateOrNull, explaining, removeById } from "./rows";
import type { IngestAccountPlatform, IngestCreator } from "./types";

const creator = new Table<IngestCreatorEntity, IngestCreator>(ingestCreatorTable);
const byId = lookup(creator, "id");
const bySlug = lookup(creator, "slug");
const BY_SLUG = raw("slug");
const put = putter({
  table: creator,
  key: ["slug"],
  changeable: ["youtubeId", "twitchId", "verified", "lastCheckedAt"],
});

/** Whoever makes what is ingested. Reached as `scope.ingest.creators`. */
export class IngestCreators extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest.creators");
  }

  /**
   * Makes the creator of a slug, or changes what is given of the one that has it: what is left out stays as it is, null says that
   * it is not known. Id and `createdAt` of a creator that exists stay. Parallel puts of one slug make one creator.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another slug
   * @example
   * const creator = await acme.ingest.creators.put({ slug: "ada", youtubeId: "UC0001" });
   */
  put(input: IngestCreatorInput, options: CallOptions = {}): Promise<IngestCreator> {
    return this.db.method("put", () => {
      options = checkOptions(options);
      const given = validate(IngestCreatorInput, input, "");
      return put(this.db, { row: newCreator(this.db, given), given }, options);
    });
  }

  /**
   * Reads one creator; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const creator = episode.creatorId === null ? null : await acme.ingest.creators.get(episode.creatorId);
   */
  get(id: string, options: CallOptions = {}): Promise<IngestCreator | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return byId.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one creator that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { slug } = await acme.ingest.creators.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<IngestCreator> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await byId.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`creator ${id}`);
      return found;
    });
  }

  /**
   * Reads any number of creators in one statement.
   *
   * @returns for each id, in the order given, its creator or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [ada, bob] = await acme.ingest.creators.getMany([a, b]);
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(IngestCreator | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return byId.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Reads the creator of a slug; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const creator = await acme.ingest.creators.getBySlug("ada");
   */
  getBySlug(slug: string, options: CallOptions = {}): Promise<IngestCreator | null> {
    return this.db.method("getBySlug", () => {
      options = checkOptions(options);
      validate(SlugInput, { slug }, "");
      return bySlug.one(this.db, "getBySlug", slug, options);
    });
  }

  /**
   * Finds the creator who has an account, null when nobody has. Nothing keeps two creators from having the same one: then it is
   * the creator who was made first.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const creator = await acme.ingest.creators.findByAccount("youtube", "UC0001");
   */
  findByAccount(
    platform: IngestAccountPlatform,
    account: string,
    options: CallOptions = {},
  ): Promise<IngestCreator | null> {
    return this.db.method("findByAccount", () => {
      options = checkOptions(options);
      validate(AccountInput, { platform, account }, "");
      const has =
        platform === "youtube" ? sql`youtube_id = ${name(account)}` : sql`twitch_id = ${name(account)}`;
      const statement = sql`
        select ${creator.columns.sql} from ${creator.name} where ${this.db.inScope()} and ${has}
        order by created_at, id limit 1`;
      return this.db.first("findByAccount", statement, creator.columns, { options });
    });
  }

  /**
   * Lists creators by slug in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { slug } of acme.ingest.creators.list()) console.log(slug);
   */
  list(query: PageOptions = {}, options: CallOptions = {}): PageRequest<IngestCreator> {
    const call = { method: "list", Input: PageInput, query, options };
    return paged(this.db, call, (_input, at, options) => {
      const list = {
        method: "list",
        query: this.db.queryId("list", {}),
        select: sql`select ${creator.columns.sql} from ${creator.name} where ${this.db.inScope()}`,
        returns: creator.columns,
        by: BY_SLUG,
        nameOf: (row: IngestCreator) => row.slug,
      };
      return pageByName(this.db, list, at, options);
    });
  }

  /**
   * Deletes a creator of whom there are neither episodes nor provenance: delete those first, or put them with another creator.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `foreign_key` when there are some, and then nothing is deleted; `validation`
   * @example
   * const existed = await acme.ingest.creators.remove(id);
   */
  remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return explaining(removeById(this.db, creator, checkId(id), options), inUse);
    });
  }
}

export function newCreator(db: ScopedDb, given: IngestCreatorInput): IngestCreator {
  const createdAt = new Date(given.createdAt ?? db.now());
  return {
    id: given.id?.toLowerCase() ?? db.newId(),
    slug: given.slug,
    youtubeId: given.youtubeId ?? null,
    twitchId: given.twitchId ?? null,
    verified: given.verified ?? null,
    lastCheckedAt: dateOrNull(given.lastCheckedAt),
    createdAt,
    updatedAt: new Date(given.updatedAt ?? db.now()),
  };
}

function inUse(error: UnifiedStoreError): UnifiedStoreError {
  const message =
    "there are episodes or provenance of this creator: delete them first, or put them with another creator";
  return new UnifiedStoreError("foreign_key", message, { cause: error.cause });
}
