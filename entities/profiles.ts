import {
  CountColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  NameColumn,
  ScopedRow,
  TenantTable,
  UuidColumn,
} from "./columns";
import { Check, Index } from "./decorators";

@TenantTable("profile")
@Index("profile_key", ["tenant", "workspace", "name"], { unique: true })
export class ProfileEntity extends ScopedRow {
  @UuidColumn("id", { primary: true })
  id!: string;

  @NameColumn("name")
  name!: string;

  @JsonColumn("data")
  data!: unknown;

  @InstantColumn("created_at")
  createdAt!: Date;

  @InstantColumn("updated_at")
  updatedAt!: Date;

  @IntegerColumn("version")
  version!: number;
}

/** How often one name was seen with another. The names need not have a profile (yet). */
@TenantTable("profile_link")
@Index("profile_link_reverse", ["tenant", "workspace", "target", "source"])
@Check("profile_link_count", "count >= 0")
export class ProfileLinkEntity extends ScopedRow {
  @NameColumn("source", { primary: true })
  source!: string;

  @NameColumn("target", { primary: true })
  target!: string;

  @CountColumn("count")
  count!: number;

  @InstantColumn("first_seen")
  firstSeen!: Date;

  @InstantColumn("last_seen")
  lastSeen!: Date;
}
