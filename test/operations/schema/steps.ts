import { type OnlineStep, schemaMigrations } from "../../../migrations";
import { SchemaMigration } from "../../../migrations/schema-migration";
import type { UnifiedStoreManager } from "../../../src";
import { silentLogger } from "../../../src/core/logger";
import { checkMigrateOptions, type SchemaProgress } from "../../../src/db/schema/migrate-options";
import { migrateUp } from "../../../src/db/schema/migrate-up";
import type { Steps } from "../../../src/db/schema/schema-state";

/** A migration of a test: a column, and whatever is made online. */
export class WithOnlinePart extends SchemaMigration {
  readonly name = "9000-of-a-test";
  protected readonly backward = ['ALTER TABLE "profile" DROP COLUMN "note"'];

  constructor(
    override readonly online: readonly OnlineStep[],
    protected readonly forward: readonly string[],
  ) {
    super();
  }
}

export const INDEX = {
  type: "index",
  name: "profile_by_note",
  table: "profile",
  definition: '("tenant_id", "note")',
} as const satisfies OnlineStep;

export const ADD_COLUMN = 'ALTER TABLE "profile" ADD COLUMN "note" varchar';

export const stepsWith = (
  engine: "sqlite" | "postgres",
  online: readonly OnlineStep[],
  forward: readonly string[] = [ADD_COLUMN],
): Steps => [...schemaMigrations[engine], new WithOnlinePart(online, forward)];

/** `migrateSchema` with steps of a test. */
export const migrated = (
  stores: UnifiedStoreManager,
  steps: Steps,
  options: {
    signal?: AbortSignal;
    lockTimeoutMs?: number;
    lockAttempts?: number;
    onProgress?: (progress: SchemaProgress) => void;
  } = {},
): Promise<string[]> =>
  migrateUp(stores.internals.dialect, {
    ...checkMigrateOptions(options),
    clock: () => new Date(),
    logger: silentLogger,
    steps,
  });
