import { type IngestProvenanceEntity, ingestProvenanceTable } from "../../../entities/ingest";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import { type Parent, type RecordWrites, recordWrites } from "../../db/collections/records";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, type Sql, sql, uuid } from "../../dialect/sql";
import { creatorsById } from "./creators";
import { ProvenanceListInput } from "./list-inputs";
import { IngestRecords } from "./records";
import { timeList } from "./time-list";
import type { IngestProvenance, IngestProvenanceInput, IngestProvenanceListQuery } from "./types";

const table = new Table<IngestProvenanceEntity, IngestProvenance>(ingestProvenanceTable);

/** Makes rows from validated inputs. */
export const provenanceMaker = rowMaker<
  typeof ingestProvenanceTable,
  IngestProvenance,
  IngestProvenanceInput
>(ingestProvenanceTable);

const PROVENANCE = collection({
  name: "ingest.provenance",
  what: "provenance",
  table,
  key: "id",
  page: timeList(table, {
    Input: ProvenanceListInput,
    where: ({ contentId, sha256, creatorId, episodeId }) => {
      const given: Sql[] = [];
      if (contentId !== undefined) given.push(sql`t.content_id = ${name(contentId)}`);
      if (sha256 !== undefined) given.push(sql`t.sha256 = ${name(sha256)}`);
      if (creatorId !== undefined) given.push(sql`t.creator_id = ${uuid(creatorId)}`);
      if (episodeId !== undefined) given.push(sql`t.episode_id = ${uuid(episodeId)}`);
      return given;
    },
  }),
});

const CREATOR: Parent = { what: "creator", field: "creatorId" };
const EPISODE: Parent = { what: "episode", field: "episodeId" };

const WRITES: RecordWrites<IngestProvenanceInput, IngestProvenance> = {
  ...recordWrites(table, provenanceMaker, { list: "provenances", parents: [CREATOR, EPISODE] }),
  missing,
};

/**
 * Provenance of content: its source and its terms of use. One content may have several sources.
 * Reached as `scope.ingest.provenance`.
 */
export class IngestProvenances extends IngestRecords<
  IngestProvenanceInput,
  IngestProvenance,
  IngestProvenanceListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PROVENANCE, WRITES, "provenance");
  }
}

/**
 * Finds the missing parent. It uses the name of the constraint if the database gives it, else it
 * reads the creators. In a transaction that is impossible: the failure has ended it.
 */
async function missing(
  call: Call,
  rows: readonly IngestProvenance[],
  cause: unknown,
): Promise<Parent | null> {
  const constraint = (cause as { constraint?: unknown } | undefined)?.constraint;
  if (constraint !== undefined) return constraint === "ingest_provenance_creator" ? CREATOR : EPISODE;
  const ids = rows.flatMap(({ creatorId }) => (creatorId === null ? [] : [creatorId]));
  if (call.inTransaction) return null;
  return (await creatorsById.many(call, ids)).includes(null) ? CREATOR : EPISODE;
}
