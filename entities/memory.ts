import {
  FlagColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  NameColumn,
  RealColumn,
  ScopedRow,
  TenantRow,
  TenantTable,
  UuidColumn,
  VectorColumn,
} from "./columns";
import { Check, Index } from "./decorators";

@TenantTable("memory_item")
@Index("memory_item_by_created", ["tenant", "workspace", "createdAt", "id"])
@Index("memory_item_by_used", ["tenant", "workspace", "lastUsedAt", "id"])
@Index("memory_item_by_type", ["tenant", "workspace", "type", "createdAt", "id"])
@Index("memory_item_by_policy", ["tenant", "workspace", "policy", "lastUsedAt", "id"])
@Index("memory_item_pinned", ["tenant", "workspace", "createdAt", "id"], { where: "pinned" })
@Index("memory_item_archived", ["tenant", "workspace", "createdAt", "id"], { where: "archived" })
export class MemoryItemEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("type")
  type!: string;

  @JsonColumn("content")
  content!: unknown;

  /** Kept with the item, as float32: an index for nearest neighbours is derived from it, never the other way round. */
  @VectorColumn("embedding", { nullable: true })
  embedding!: Float32Array | null;

  /** Names a retention policy of the tenant; an item whose policy does not exist is kept for ever. */
  @NameColumn("policy")
  policy!: string;

  @RealColumn("decay_score")
  decayScore!: number;

  @FlagColumn("pinned")
  pinned!: boolean;

  @FlagColumn("archived")
  archived!: boolean;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("last_used_at")
  lastUsedAt!: Date;

  @IntegerColumn("version")
  version!: number;
}

/** Belongs to the tenant, not to a workspace: one set of rules for all that a customer keeps. */
@TenantTable("memory_policy")
@Check("memory_policy_ttl", "ttl_days >= 0")
export class MemoryPolicyEntity extends TenantRow {
  @NameColumn("name", { primary: true })
  name!: string;

  @RealColumn("ttl_days")
  ttlDays!: number;

  @InstantColumn("updated_at")
  updatedAt!: Date;
}
