import type { GraphAttrs, GraphProvenanceInput } from "unified-store";
import { type Row, Unreadable } from "./row";
import type { SourceFile } from "./source";

/** A row known by the integer that other rows of the file refer to. */
interface OldRow {
  key: number;
  tenant: string;
  id: string;
}

export interface OldNode extends OldRow {
  type: string;
  name: string;
  attrs: GraphAttrs;
  createdAt: Date;
}

/** Where a node was learnt, and the edges that name it. */
export interface OldProvenance extends OldRow {
  node: OldNode;
  facts: GraphProvenanceInput;
}

export interface OldEdge extends OldRow {
  from: OldNode;
  to: OldNode;
  type: string;
  weight: number;
  provenance: OldProvenance | null;
  createdAt: Date;
}

export interface OldGraph {
  nodes: OldNode[];
  provenance: OldProvenance[];
  edges: OldEdge[];
}

/** Reads the rows with what they refer to. Only nodes name their tenant: the others have that of their nodes. */
export function readGraph(file: SourceFile): OldGraph {
  const nodes = file.read("kg_nodes", ["id"], toNode);
  const nodeOf = finder(nodes, "node");
  const provenance = file.read("kg_provenance", ["id"], (row) => toProvenance(row, nodeOf));
  const provenanceOf = finder(provenance, "provenance");
  const edges = file.read("kg_edges", ["id"], (row): OldEdge => {
    const from = nodeOf(row.key("src_id"));
    const to = nodeOf(row.key("dst_id"));
    if (from.tenant !== to.tenant) throw new Unreadable("it joins nodes of two tenants");
    const cited = row.orNull(row.key, "provenance_id");
    const createdAt = row.instant("created_at");
    return {
      key: row.key("id"),
      tenant: from.tenant,
      id: row.id(createdAt),
      from,
      to,
      type: row.text("type"),
      weight: row.number("weight"),
      provenance: cited === null ? null : provenanceOf(cited),
      createdAt,
    };
  });
  return { nodes, provenance, edges };
}

function toNode(row: Row): OldNode {
  const createdAt = row.instant("created_at");
  const attrs = row.json("attrs_json");
  if (typeof attrs !== "object" || attrs === null || Array.isArray(attrs))
    throw new Unreadable("attrs_json is not an object");
  return {
    key: row.key("id"),
    tenant: row.text("tenant"),
    id: row.id(createdAt),
    type: row.text("type"),
    name: row.text("name"),
    attrs: attrs as GraphAttrs,
    createdAt,
  };
}

function toProvenance(row: Row, nodeOf: (key: number) => OldNode): OldProvenance {
  const node = nodeOf(row.key("node_id"));
  const facts = {
    sourceUrl: row.orNull(row.text, "source_url"),
    episode: row.orNull(row.text, "episode_id"),
    span: row.orNull(row.text, "transcript_span"),
    speaker: row.orNull(row.text, "speaker"),
    retrievedAt: row.orNull(row.instant, "retrieved_at"),
    licence: row.orNull(row.text, "license"),
    sha256: row.orNull(row.text, "checksum_sha256"),
  };
  return { key: row.key("id"), tenant: node.tenant, id: row.id(facts.retrievedAt ?? undefined), node, facts };
}

function finder<T extends OldRow>(rows: T[], what: string): (key: number) => T {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return (key) => {
    const found = byKey.get(key);
    if (!found) throw new Unreadable(`its ${what} was not brought in`);
    return found;
  };
}
