import { graphEdgeTable, graphNodeTable, graphProvenanceTable } from "../../../entities/graph";
import type { Json } from "../../core/json";
import { wantedEdge } from "../../stores/graph/edge";
import { wantedNode } from "../../stores/graph/node";
import { newProvenance } from "../../stores/graph/provenance";
import { RejectionError } from "../read/rejection";
import type { SourceRow } from "../read/source-row";
import type { Output, Source } from "../read/step";
import { Target } from "../target/target";
import { Parent } from "./reading/parent";
import { withExtras, writtenAt } from "./reading/values";

const NODE = new Target(graphNodeTable);
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

/** kg.db: its nodes name their tenant, all else only its nodes; nothing names a workspace. */
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
      move(row, to) {
        const createdAt = row.instant("created_at");
        const input = {
          id: row.id(),
          type: row.text("type"),
          name: row.text("name"),
          attrs: withExtras(row, attrsOf(row)),
          createdAt,
        };
        to.emit(NODE, row.scope("tenant"), wantedNode(writtenAt(createdAt), input).row);
      },
    },
    {
      table: "kg_provenance",
      target: PROVENANCE,
      key: ["id"],
      columns: ["node_id"],
      optional: FACTS,
      joined: SUBJECT.joined,
      joins: ["kg_nodes"],
      joinsBy: { kg_nodes: [SUBJECT.joinedBy] },
      move(row, to) {
        const nodeId = SUBJECT.id(row);
        const db = row.scope(SUBJECT.column("tenant"));
        const createdAt = row.instant(SUBJECT.column("created_at"));
        const input = { id: row.id(), nodeId, ...factsOf(row, (column) => column), createdAt };
        to.emit(PROVENANCE, db, newProvenance(db, input));
      },
    },
    {
      table: "kg_edges",
      target: EDGE,
      key: ["id"],
      columns: ["src_id", "dst_id", "type", "provenance_id", "created_at"],
      optional: ["weight"],
      joined: {
        ...FROM.joined,
        ...TO.joined,
        ...CITED.joined,
        [CITED_TENANT]: `(
          select n.tenant from kg_provenance as p join kg_nodes as n on n.id = p.node_id
          where p.id = t.provenance_id limit 1)`,
      },
      joins: ["kg_nodes", "kg_provenance"],
      // The tenant of what is cited is read too, to refuse another's: a node that changes tenants is looked at when all is verified.
      joinsBy: { kg_nodes: [FROM.joinedBy, TO.joinedBy], kg_provenance: [CITED.joinedBy] },
      keepsExtras: true,
      move: moveEdge,
    },
  ],
};

function moveEdge(row: SourceRow, to: Output): void {
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
  to.emit(EDGE, db, wantedEdge(writtenAt(createdAt), input).row);
  if (row.isNull("provenance_id")) return;

  CITED.id(row);
  if (row.scope(CITED_TENANT).tenant !== db.tenant)
    throw new RejectionError("names what another tenant has learnt", "provenance_id");
  row.note("provenance_id", "the row that it names copied for the edge", null);
  // Edges that repeat one another become one: so does what they were learnt from.
  const id = row.ref("kg_edges provenance", "src_id", "dst_id", "type", "provenance_id");
  const facts = factsOf(row, (column) => CITED.column(column));
  to.emit(PROVENANCE, db, newProvenance(db, { id, edgeId: input.id, ...facts, createdAt }));
}

/** @param name the name that the row has a column of the provenance under */
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

/** What a new edge weighs in the old schema and in the store. */
function weightOf(row: SourceRow): number {
  return row.numberOrNull("weight") ?? row.coerced(1, "weight", "null to 1, the default", "null");
}
