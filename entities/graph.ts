import {
  InstantColumn,
  JsonColumn,
  NameColumn,
  RealColumn,
  ScopedRow,
  TenantTable,
  TextColumn,
  UuidColumn,
} from "./columns";
import { Check, ForeignKey, Index } from "./decorators";

@TenantTable("graph_node")
@Index("graph_node_key", ["tenant", "workspace", "type", "name"], { unique: true })
export class GraphNodeEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("type")
  type!: string;

  @NameColumn("name")
  name!: string;

  @JsonColumn("attrs")
  attrs!: unknown;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}

/** One relation of one type between two nodes. Both directions are indexed: walks go either way. */
@TenantTable("graph_edge")
@Index("graph_edge_key", ["tenant", "workspace", "from", "type", "to"], { unique: true })
@Index("graph_edge_reverse", ["tenant", "workspace", "to", "type", "from"])
@ForeignKey(() => GraphNodeEntity, ["tenant", "workspace", "from"], ["tenant", "workspace", "id"], {
  name: "graph_edge_from_node",
  onDelete: "CASCADE",
})
@ForeignKey(() => GraphNodeEntity, ["tenant", "workspace", "to"], ["tenant", "workspace", "id"], {
  name: "graph_edge_to_node",
  onDelete: "CASCADE",
})
export class GraphEdgeEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("from_id")
  from!: string;

  @UuidColumn("to_id")
  to!: string;

  @NameColumn("type")
  type!: string;

  @RealColumn("weight")
  weight!: number;

  @JsonColumn("attrs")
  attrs!: unknown;

  /** The edge holds from here on; null: since ever. */
  @InstantColumn("valid_from", { nullable: true })
  validFrom!: Date | null;

  /** The edge holds up to here, exclusive; null: until further notice. */
  @InstantColumn("valid_to", { nullable: true })
  validTo!: Date | null;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}

/** Where a node or an edge was learnt: it belongs to exactly one of the two. */
@TenantTable("graph_provenance")
@Index("graph_provenance_of_node", ["tenant", "workspace", "nodeId", "id"])
@Index("graph_provenance_of_edge", ["tenant", "workspace", "edgeId", "id"])
@Check("graph_provenance_subject", "(node_id IS NULL) <> (edge_id IS NULL)")
@ForeignKey(() => GraphNodeEntity, ["tenant", "workspace", "nodeId"], ["tenant", "workspace", "id"], {
  name: "graph_provenance_node",
  onDelete: "CASCADE",
})
@ForeignKey(() => GraphEdgeEntity, ["tenant", "workspace", "edgeId"], ["tenant", "workspace", "id"], {
  name: "graph_provenance_edge",
  onDelete: "CASCADE",
})
export class GraphProvenanceEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @UuidColumn("node_id", { nullable: true })
  nodeId!: string | null;

  @UuidColumn("edge_id", { nullable: true })
  edgeId!: string | null;

  @TextColumn("source_url", { nullable: true })
  sourceUrl!: string | null;

  @TextColumn("episode", { nullable: true })
  episode!: string | null;

  @TextColumn("span", { nullable: true })
  span!: string | null;

  @TextColumn("speaker", { nullable: true })
  speaker!: string | null;

  @InstantColumn("retrieved_at", { nullable: true })
  retrievedAt!: Date | null;

  @TextColumn("licence", { nullable: true })
  licence!: string | null;

  @TextColumn("sha256", { nullable: true })
  sha256!: string | null;

  @InstantColumn("created_at")
  createdAt!: Date;
}
