import { type IngestSegmentEntity, ingestSegmentTable } from "../../../entities/ingest";
import { checkEach, checkId } from "../../core/arguments";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import { isUuid } from "../../core/ids";
import { validate } from "../../core/validation";
import { unsignedZero } from "../../core/zero";
import { insertion } from "../../db/insertion";
import { lookup } from "../../db/lookup";
import { type Page, type PageRequest, pageOf } from "../../db/page";
import { type PageAt, paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { checkSearchText } from "../../db/search";
import { searcher } from "../../db/search-page";
import { searched } from "../../db/searched";
import { ID, Table } from "../../db/table";
import { all, integer, real, type Sql, sql, uuid } from "../../dialect/sql";
import { IngestSegmentInput } from "./inputs";
import { SegmentListInput, SegmentSearchInput } from "./list-inputs";
import { explaining } from "./rows";
import type { IngestSegment, IngestSegmentListQuery, IngestSegmentSearchQuery } from "./types";

const segment = new Table<IngestSegmentEntity, IngestSegment>(ingestSegmentTable);
const byId = lookup(segment, "id");

const ADDED = ["id", "episodeId", "start", "end", "text", "speaker", "createdAt"] as const;
const newSegments = insertion(segment, ADDED, (row: IngestSegment) => segmentEntries(row));

export const segmentEntries = ({
  id,
  text,
}: Pick<IngestSegment, "id" | "text">): { id: string; part: string; text: string }[] => [
  { id, part: "", text },
];

export const searchedSegments = searched(segment, ["text"], segmentEntries);

/** @param given the input, and its path in errors, such as `segments[3]` */
export function newSegment(
  db: ScopedDb,
  episodeId: string,
  given: { input: unknown; path: string },
): IngestSegment {
  const input = validate(IngestSegmentInput, given.input, given.path);
  const createdAt = new Date(input.createdAt ?? db.now());
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    episodeId,
    start: unsignedZero(input.start),
    end: unsignedZero(input.end ?? null),
    text: input.text,
    speaker: input.speaker ?? null,
    createdAt,
  };
}

const search = searcher(segment, "t", "createdAt");

/** What is said in episodes, and where. Reached as `scope.ingest.segments`. */
export class IngestSegments extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest.segments");
  }

  /**
   * Adds all segments to an episode or none, in one statement, together with what they are searched by. Their order does not matter: they are read by
   * their offsets, and those of one offset in the order in which they were added. An empty array asks nothing of the database.
   *
   * @returns the segments in the order given
   * @throws UnifiedStoreError `validation`, naming the segment as `segments[3].start`; `not_found` when the episode is not there;
   * `unique_violation` when an id is taken
   * @example
   * await acme.ingest.segments.appendMany(episode.id, [{ start: 0, end: 4.468, text: "Whales are mammals.", speaker: "host" }]);
   */
  appendMany(
    episodeId: string,
    segments: readonly IngestSegmentInput[],
    options: CallOptions = {},
  ): Promise<IngestSegment[]> {
    return this.db.method("appendMany", async () => {
      options = checkOptions(options);
      const of = checkId(episodeId, "episodeId");
      const rows = checkEach(segments, "segments", (input, path) => newSegment(this.db, of, { input, path }));
      const written = newSegments.many(this.db, "appendMany", rows, options);
      await explaining(written, ({ cause }) => notFound(`episode ${of}`, cause));
      return rows;
    });
  }

  /**
   * Reads one segment; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const segment = await acme.ingest.segments.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<IngestSegment | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return byId.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one segment that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { episodeId, start } = await acme.ingest.segments.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<IngestSegment> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await byId.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`segment ${id}`);
      return found;
    });
  }

  /**
   * Lists the segments of an episode by their offsets, page by page; of an episode that is not there there are none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { start, text } of acme.ingest.segments.list(episode.id, { from: 60, to: 120 })) console.log(start, text);
   */
  list(
    episodeId: string,
    query: IngestSegmentListQuery = {},
    options: CallOptions = {},
  ): PageRequest<IngestSegment> {
    const call = { method: "list", Input: SegmentListInput, query, options };
    return paged(this.db, call, (input, at, options) =>
      listSegments(this.db, checkId(episodeId, "episodeId"), { ...input, ...at }, options),
    );
  }

  /**
   * Finds segments by what is said in them, without regard to case: each comes with its episode and offsets.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.ingest.segments.search({ text: "whales mammals", limit: 5 });
   * for (const { episodeId, start } of items) console.log(episodeId, start);
   */
  search(query: IngestSegmentSearchQuery, options: CallOptions = {}): PageRequest<IngestSegment> {
    const call = { method: "search", Input: SegmentSearchInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const { text, mode = "words" } = input;
      checkSearchText(text);
      const episodeId = input.episodeId?.toLowerCase();
      const where = all(episodeId === undefined ? [] : [sql`t.episode_id = ${uuid(episodeId)}`]);
      const id = this.db.queryId("search", { ...input, episodeId }, { mode });
      return search(this.db, { ...at, text, mode, where, query: id, options });
    });
  }

  /**
   * Deletes all segments of an episode, as before it is transcribed anew.
   *
   * @returns how many there were
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.transaction(async (tx) => {
   *   await tx.ingest.segments.removeAll(episode.id);
   *   await tx.ingest.segments.appendMany(episode.id, better);
   * });
   */
  removeAll(episodeId: string, options: CallOptions = {}): Promise<number> {
    return this.db.method("removeAll", async () => {
      options = checkOptions(options);
      const of = uuid(checkId(episodeId, "episodeId"));
      const statement = sql`delete from ${segment.name} where ${this.db.inScope()} and episode_id = ${of} returning id`;
      return (await this.db.all("removeAll", statement, ID, { options })).length;
    });
  }
}

/** One page. The bounds of the query and the place of the cursor are ranges of one index, which has the order. */
async function listSegments(
  db: ScopedDb,
  episodeId: string,
  { from, to, limit, cursor }: Pick<SegmentListInput, "from" | "to"> & PageAt,
  options: CallOptions,
): Promise<Page<IngestSegment>> {
  const query = db.queryId("list", { episodeId, from, to });
  const where: Sql[] = [sql`s.episode_id = ${uuid(episodeId)}`];
  if (cursor !== undefined) where.push(behind(query, cursor));
  else if (from !== undefined) where.push(sql`s.start_offset >= ${real(from)}`);
  if (to !== undefined) where.push(sql`s.start_offset < ${real(to)}`);
  const statement = sql`
    select ${segment.columns.as("s")} from ${segment.name} as s where ${db.inScope("s")} and ${all(where)}
    order by s.start_offset, s.id limit ${integer(limit + 1)}`;
  const rows = await db.all("list", statement, segment.columns, { options });
  return pageOf(rows, { query, limit, keyOf: ({ start, id }) => [start, id] });
}

function behind(query: string, cursor: string): Sql {
  const [start, id] = decodeCursor(query, cursor, ["number", "string"]) as [number, string];
  if (!Number.isFinite(start) || !isUuid(id)) throw malformedCursor();
  return sql`(s.start_offset, s.id) > (${real(start)}, ${uuid(id)})`;
}
