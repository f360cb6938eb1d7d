import { type GraphProvenanceEntity, graphProvenanceTable } from "../../../entities/graph";
import type { CallOptions } from "../../core/deadline";
import { hasCode, invalid, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { ID, Table } from "../../db/table";
import { name, Rows, type Sql, sql, uuid } from "../../dialect/sql";
import { GraphProvenanceInput, GraphSubjectInput } from "./inputs";
import type { GraphProvenance, GraphSubject } from "./types";

const provenance = new Table<GraphProvenanceEntity, GraphProvenance>(graphProvenanceTable);

const ALL = [
  "id",
  "nodeId",
  "edgeId",
  "sourceUrl",
  "episode",
  "span",
  "speaker",
  "retrievedAt",
  "licence",
  "sha256",
  "createdAt",
] as const;
const ALL_COLUMNS = provenance.rowColumns(ALL);
const insertOne = provenance.inserter(["tenant", "workspace", ...ALL]);

/** @param path of the input in errors, such as `provenances[3]`; empty for a single one */
export function newProvenance(db: ScopedDb, given: unknown, path = ""): GraphProvenance {
  const input = validate(GraphProvenanceInput, given, path);
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    ...subjectOf(input, path),
    sourceUrl: input.sourceUrl ?? null,
    episode: input.episode ?? null,
    span: input.span ?? null,
    speaker: input.speaker ?? null,
    retrievedAt: input.retrievedAt ? new Date(input.retrievedAt) : null,
    licence: input.licence ?? null,
    sha256: input.sha256 ?? null,
    createdAt: new Date(input.createdAt ?? db.now()),
  };
}

/** Adds all or none. */
export async function insertProvenances(
  db: ScopedDb,
  method: string,
  rows: readonly GraphProvenance[],
  options: CallOptions,
): Promise<void> {
  await db.all(method, sql`${insertion(db, rows)} returning id`, ID, { options }).catch((error: unknown) => {
    if (!hasCode(error, "foreign_key")) throw error;
    const message =
      "nodeId must be the id of a node, edgeId the id of an edge of this scope: there is none with the id given";
    throw new UnifiedStoreError("foreign_key", message, { cause: error.cause });
  });
}

function insertion({ tenant, workspace }: ScopedDb, rows: readonly GraphProvenance[]): Sql {
  if (rows.length === 1) return insertOne({ tenant, workspace, ...rows[0]! });
  const values = new Rows(
    ALL_COLUMNS,
    rows.map((row) => ALL.map((property) => row[property])),
  );
  return sql`
    insert into ${provenance.name} (tenant_id, workspace_id, ${provenance.columns.sql})
    select ${name(tenant)}, ${name(workspace)}, ${provenance.columns.as("v")} from ${values} as v order by v.ordinal`;
}

export function selectProvenances(
  db: ScopedDb,
  subject: GraphSubject,
  options: CallOptions,
): Promise<GraphProvenance[]> {
  const { nodeId, edgeId } = subjectOf(validate(GraphSubjectInput, subject, ""), "");
  const about = nodeId !== null ? sql`node_id = ${uuid(nodeId)}` : sql`edge_id = ${uuid(edgeId)}`;
  const statement = sql`
    select ${provenance.columns.sql} from ${provenance.name} where ${db.inScope()} and ${about} order by created_at, id`;
  return db.all("provenanceOf", statement, provenance.columns, { options });
}

function subjectOf(
  { nodeId, edgeId }: GraphSubject,
  path: string,
): { nodeId: string | null; edgeId: string | null } {
  const subject = { nodeId: nodeId?.toLowerCase() ?? null, edgeId: edgeId?.toLowerCase() ?? null };
  if ((subject.nodeId === null) === (subject.edgeId === null))
    throw invalid(
      path === "" ? "nodeId" : `${path}.nodeId`,
      "or edgeId must be given, exactly one of the two",
    );
  return subject;
}
