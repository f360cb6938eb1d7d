import { type IngestSegmentEntity, ingestSegmentTable } from "../../../entities/ingest";
import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { isUuid } from "../../core/ids";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import type { RecordWrites } from "../../db/collections/records";
import { insertion } from "../../db/insertion";
import { pageOf } from "../../db/pages/keyset";
import type { Page, PageRequest } from "../../db/pages/page";
import { type PageAt, paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { filterRules, type Retrievable } from "../../db/search/retrievable";
import { checkSearchText } from "../../db/search/search";
import { searcher } from "../../db/search/search-page";
import { searched } from "../../db/search/searched";
import { ID, Table } from "../../db/table";
import { all, integer, real, type Sql, sql, uuid } from "../../dialect/sql";
import { SegmentFilterInput, SegmentListInput, SegmentSearchInput } from "./list-inputs";
import { IngestRecords } from "./records";
import { withLowerIds } from "./time-list";
import type {
  IngestSegment,
  IngestSegmentFilter,
  IngestSegmentInput,
  IngestSegmentListQuery,
  IngestSegmentSearchQuery,
} from "./types";

const table = new Table<IngestSegmentEntity, IngestSegment>(ingestSegmentTable);

/** Makes rows of segments from validated inputs. */
export const segmentMaker = rowMaker<typeof ingestSegmentTable, IngestSegment, IngestSegmentInput>(
  ingestSegmentTable,
);

export const segmentEntries = ({
  id,
  text,
}: Pick<IngestSegment, "id" | "text">): { id: string; part: string; text: string }[] => [
  { id, part: "", text },
];

export const searchedSegments = searched(table, ["text"], segmentEntries);

const SEGMENTS = collection({
  name: "ingest.segments",
  what: "segment",
  table,
  key: "id",
  page: (db, query: IngestSegmentListQuery, options) =>
    paged(db, { method: "list", Input: SegmentListInput, query, options }, (call, input, at) =>
      pageOfEpisode(call, withLowerIds(input), at),
    ),
});

const WRITES: RecordWrites<IngestSegmentInput, IngestSegment> = {
  input: segmentMaker.input,
  maker: segmentMaker,
  rows: insertion(table, segmentMaker.properties, (row: IngestSegment) => segmentEntries(row)),
  list: "segments",
  parents: [{ what: "episode", field: "episodeId" }],
};

const search = searcher(table, "t", "createdAt");

const inEpisode = ({ episodeId }: Partial<IngestSegmentFilter>): Sql =>
  all(episodeId === undefined ? [] : [sql`t.episode_id = ${uuid(episodeId.toLowerCase())}`]);

/** Segments in a retrieval. */
export const RETRIEVABLE_SEGMENTS: Retrievable<IngestSegment, Partial<IngestSegmentFilter>> = {
  table,
  alias: "t",
  searched: searchedSegments,
  rows: SEGMENTS.rows,
  filter: filterRules(SegmentSearchInput),
  conditions: inEpisode,
  timeOf: ({ createdAt }) => createdAt,
};

/**
 * Transcript segments of episodes, with their offsets. They are deleted with their episode. They
 * may be added in any order: reads order them by offset. Reached as `scope.ingest.segments`.
 */
export class IngestSegments extends IngestRecords<IngestSegmentInput, IngestSegment, IngestSegmentListQuery> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, SEGMENTS, WRITES, "segment");
  }

  /**
   * Lists the segments of an episode by offset, page by page. Segments with the same offset come in
   * the order in which they were added. The list is empty when the episode does not exist.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const query = { episodeId: episode.id, startSecondsFrom: 60, startSecondsTo: 120 };
   * for await (const { startSeconds, text } of acme.ingest.segments.list(query))
   *   console.log(startSeconds, text);
   */
  override list(query: IngestSegmentListQuery, options: CallOptions = {}): PageRequest<IngestSegment> {
    return super.list(query, options);
  }

  /**
   * Full-text search in segments, case-insensitive. Each result has its episode and offsets.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.ingest.segments.search({ text: "whales mammals", limit: 5 });
   * for (const { episodeId, startSeconds } of items) console.log(episodeId, startSeconds);
   */
  search(query: IngestSegmentSearchQuery, options: CallOptions = {}): PageRequest<IngestSegment> {
    const called = { method: "search", Input: SegmentSearchInput, query, options };
    return paged(this.db, called, (call, given, at) => {
      const input = withLowerIds(given);
      const { text, mode = "any" } = input;
      checkSearchText(text);
      return search(call, {
        ...at,
        text,
        mode,
        where: inEpisode(input),
        query: call.queryId(input, { mode }),
      });
    });
  }

  /**
   * Deletes all segments of an episode, for example before a new transcription.
   *
   * @returns the number of deleted segments
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.transaction(async (tx) => {
   *   await tx.ingest.segments.removeMany({ episodeId: episode.id });
   *   await tx.ingest.segments.addMany(better);
   * });
   */
  removeMany(filter: IngestSegmentFilter, options: CallOptions = {}): Promise<number> {
    return this.call("removeMany", options, async (call) => {
      const { episodeId } = withLowerIds(validate(SegmentFilterInput, filter, "filter"));
      const statement = sql`
        delete from ${table.name} where ${call.inScope()} and episode_id = ${uuid(episodeId)} returning id`;
      return (await call.all(statement, ID)).length;
    });
  }
}

/**
 * Keyset pagination. The bounds of the query and the position of the cursor are ranges of one
 * index, which has the order of the list.
 */
async function pageOfEpisode(
  call: Call,
  input: SegmentListInput,
  { limit, cursor }: PageAt,
): Promise<Page<IngestSegment>> {
  const { episodeId, startSecondsFrom: from, startSecondsTo: to } = input;
  const query = call.queryId(input);
  const where: Sql[] = [sql`s.episode_id = ${uuid(episodeId)}`];
  if (cursor !== undefined) where.push(behind(query, cursor));
  else if (from !== undefined) where.push(sql`s.start_seconds >= ${real(from)}`);
  if (to !== undefined) where.push(sql`s.start_seconds < ${real(to)}`);
  const statement = sql`
    select ${table.columns.as("s")} from ${table.name} as s where ${call.inScope("s")} and ${all(where)}
    order by s.start_seconds, s.id limit ${integer(limit + 1)}`;
  const rows = await call.all(statement, table.columns);
  return pageOf(rows, { query, limit, keyOf: ({ startSeconds, id }) => [startSeconds, id] });
}

function behind(query: string, cursor: string): Sql {
  const [start, id] = decodeCursor(query, cursor, ["number", "string"]) as [number, string];
  if (!Number.isFinite(start) || !isUuid(id)) throw malformedCursor();
  return sql`(s.start_seconds, s.id) > (${real(start)}, ${uuid(id)})`;
}
