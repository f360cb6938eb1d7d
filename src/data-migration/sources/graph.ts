import { graphEdgeTable, graphNodeTable, graphProvenanceTable } from "../../../entities/graph";
import type { Json } from "../../core/json/json";
import { wantedEdge } from "../../stores/graph/edge";
import { nodeEntry, wantedNode } from "../../stores/graph/node";
import { newProvenance } from "../../stores/graph/provenance";
import { RejectionError } from "../read/row/rejection";
import type { RowSink } from "../read/row/row-sink";
import type { SourceRow } from "../read/row/source-row";
import type { Source } from "../read/step";
import { Target } from "../target/target";
import { Parent } from "./reading/parent";
import { withExtras, writtenAt } from "./reading/values";

const NODE = new Target(graphNodeTable, {
  entries: (node: Parameters<typeof nodeEntry>[0]) => [nodeEntry(node)],
});
const EDGE = new Target(graphEdgeTable);
const PROVENANCE = new Target(graphProvenanceTable);

const FACTS = [
  "source_url",
  "episode_id",
  "transcript_span",
  "speaker",
  "retrieved_at",
  "license",
  "checksum_sha256",
] as const;

const SUBJECT = new Parent({ table: "kg_nodes", by: "node_id", columns: ["tenant", "created_at"] });
const FROM = new Parent({ table: "kg_nodes", by: "src_id", columns: ["tenant"], as: "src" });
const TO = new Parent({ table: "kg_nodes", by: "dst_id", columns: ["tenant"], as: "dst" });
const CITED = new Parent({ table: "kg_provenance", by: "provenance_id", columns: FACTS });
const CITED_TENANT = CITED.column("tenant");

/**
 * Source `kg.db`. Its nodes name their tenant, and other rows name nodes. No row names a workspace.
 */
export const graph: Source = {
  kind: "graph",
  tier: "P1",
  steps: [
    {
      table: "kg_nodes",
      target: NODE,
      key: ["id"],
      columns: ["tenant", "type", "name", "attrs_json", "created_at"],
      keepsExtras: true,
      transform(row, sink) {
        const createdAt = row.instant("created_at");
        const input = {
          id: row.id(),
          type: row.text("type"),
          name: row.text("name"),
          attrs: withExtras(row, attrsOf(row)),
          createdAt,
        };
        sink.write(NODE, row.scope("tenant"), wantedNode(writtenAt(createdAt), input).row);
      },
    },
    {
      table: "kg_provenance",
      target: PROVENANCE,
      key: ["id"],
      columns: ["node_id"],
      optional: FACTS,
      joinedValues: SUBJECT.joinedValues,
      joinedTables: ["kg_nodes"],
      joinColumns: { kg_nodes: [SUBJECT.joinColumns] },
      transform(row, sink) {
        const nodeId = SUBJECT.id(row);
        const db = row.scope(SUBJECT.column("tenant"));
        const createdAt = row.instant(SUBJECT.column("created_at"));
        const input = { id: row.id(), nodeId, ...factsOf(row, (column) => column), createdAt };
        sink.write(PROVENANCE, db, newProvenance(db, input));
      },
    },
    {
      table: "kg_edges",
      target: EDGE,
      key: ["id"],
      columns: ["src_id", "dst_id", "type", "provenance_id", "created_at"],
      optional: ["weight"],
      joinedValues: {
        ...FROM.joinedValues,
        ...TO.joinedValues,
        ...CITED.joinedValues,
        [CITED_TENANT]: `(
          select n.tenant from kg_provenance as p join kg_nodes as n on n.id = p.node_id
          where p.id = t.provenance_id limit 1)`,
      },
      joinedTables: ["kg_nodes", "kg_provenance"],
      // The tenant of the cited node is read as well, to reject a citation of another tenant's. The
      // verification finds a node that has changed its tenant.
      joinColumns: { kg_nodes: [FROM.joinColumns, TO.joinColumns], kg_provenance: [CITED.joinColumns] },
      keepsExtras: true,
      transform: transformEdge,
    },
  ],
};

function transformEdge(row: SourceRow, sink: RowSink): void {
  const [from, target] = [FROM.id(row), TO.id(row)];
  const db = row.scope(FROM.column("tenant"));
  if (row.scope(TO.column("tenant")).tenant !== db.tenant)
    throw new RejectionError("joins nodes of two tenants");
  const createdAt = row.instant("created_at");
  const input = {
    id: row.id(),
    from,
    to: target,
    type: row.text("type"),
    weight: weightOf(row),
    attrs: withExtras(row, {}),
    createdAt,
  };
  sink.write(EDGE, db, wantedEdge(writtenAt(createdAt), input).row);
  if (row.isNull("provenance_id")) return;

  CITED.id(row);
  if (row.scope(CITED_TENANT).tenant !== db.tenant)
    throw new RejectionError("names what another tenant has learnt", "provenance_id");
  row.note("provenance_id", "the row that it names copied for the edge", null);
  // Duplicate edges are merged. Their provenance has one id, so it is merged too.
  const id = row.ref("kg_edges provenance", "src_id", "dst_id", "type", "provenance_id");
  const facts = factsOf(row, (column) => CITED.column(column));
  sink.write(PROVENANCE, db, newProvenance(db, { id, edgeId: input.id, ...facts, createdAt }));
}

/** @param name gives the name in the row of a column of the provenance */
const factsOf = (row: SourceRow, name: (column: (typeof FACTS)[number]) => string) => ({
  sourceUrl: row.textOrNull(name("source_url")),
  episode: row.textOrNull(name("episode_id")),
  span: row.textOrNull(name("transcript_span")),
  speaker: row.textOrNull(name("speaker")),
  retrievedAt: row.instantOrNull(name("retrieved_at")),
  license: row.textOrNull(name("license")),
  sha256: row.textOrNull(name("checksum_sha256")),
});

function attrsOf(row: SourceRow): Json {
  if (!row.isNull("attrs_json")) return row.jsonObject("attrs_json");
  row.note("attrs_json", "null to an empty object", "null → {}");
  return {};
}

/** Weight; the default of the old schema and of the store is 1. */
function weightOf(row: SourceRow): number {
  return (
    row.numberOrNull("weight") ?? row.coerced(1, "weight", { how: "null to 1, the default", from: "null" })
  );
}
