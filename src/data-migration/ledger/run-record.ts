import type { MigrationRunEntity } from "../../../entities/migration";
import type { Row } from "../../db/table";
import type { FollowStage, RunStatus } from "../report/types";

/** Run of a data migration, as the ledger has it. */
export interface RunRecord
  extends Omit<Row<MigrationRunEntity>, "options" | "sources" | "deferredIndexes" | "purged" | "status"> {
  status: RunStatus;
  options: RunSettings;
  sources: readonly SourceRecord[];
  /** Statements that restore deferred indexes; null where none are deferred. */
  deferredIndexes: readonly string[] | null;
  purged: Purged | null;
}

/** Settings of a run, as they were when it began. */
export interface RunSettings {
  tiers: readonly string[];
  tenant: string | null;
  workspace: string;
  onInvalid: "quarantine" | "fail";
  batchSize: number;
  follow: boolean;
  maxValueBytes: number;
  /** Name of the model of moved vectors. Null: named after their dimensions. */
  embeddingModel: string | null;
}

/** File of a run, as it was when the run began. */
export interface SourceRecord {
  /** Name of the file among the sources of the target. Ids of rows are made of it. */
  name: string;
  kind: string;
  tier: string;
  path: string;
  sha256: string;
  /** Fingerprint of the snapshot. A run is only resumed over an equal one. */
  fingerprint: string;
  /**
   * Lineage: hash of the first rows. It recognises the same store elsewhere. Null for an empty one.
   */
  lineage: string | null;
  unknownTables: { table: string; rows: number }[];
  /** How far the file is followed; absent where it is not. */
  followed?: Followed;
}

/** How far a file is followed. */
export interface Followed {
  /** Position in the log of its changes up to which they are applied. */
  position: number;
  /** Version of its schema, which must not change. */
  schema: number;
  stage: FollowStage;
  /** Changed rows that waited at the last check, and when that was, as ISO 8601. */
  behind?: number;
  checkedAt?: string;
  /** When a change was last applied. */
  appliedAt?: string;
}

/** What a purge has deleted of a run. */
export interface Purged {
  /** ISO 8601. */
  at: string;
  /** Rows of the quarantine, also those that were moved later. */
  quarantined: number;
  beforeImages: number;
}
