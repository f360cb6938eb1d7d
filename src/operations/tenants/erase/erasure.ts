import { UnifiedStoreError } from "../../../core/errors";
import type { DatabaseCall } from "../database-call";
import { concerns, type TenantPart, within } from "../in-tenant";
import { tenantTables } from "../tenant-tables";
import type { TenantErasure } from "../types";
import { countRows, type Doomed, deleteRows } from "./delete-rows";
import { KeptOfTenant } from "./kept-of-tenant";
import type { CheckedEraseOptions } from "./options";
import { forgetPruningPlace } from "./pruning-place";

/** An application that always writes faster is told, and not followed without end. */
const MOST_PASSES = 5;
const LOCK = "erasure";

/**
 * Erases a tenant's rows of all tables, and counts again. An interrupted erasure keeps what it has
 * deleted, and the next one goes on with the rest: what is left is all the state there is.
 */
export async function eraseTenant(
  call: DatabaseCall,
  part: TenantPart,
  { now, ...options }: CheckedEraseOptions & { now: () => Date },
): Promise<TenantErasure> {
  const startedAt = now();
  const erasure = new Erasure(call, part, options);
  const release = options.dryRun ? async (): Promise<void> => {} : await lock(call);
  let found: Pick<TenantErasure, "deleted" | "passes" | "redactedReports" | "remaining">;
  try {
    found = options.dryRun ? await erasure.count() : await erasure.run();
  } finally {
    await release();
  }
  return {
    ...part,
    engine: call.database.dialect.engine,
    dryRun: options.dryRun,
    startedAt,
    finishedAt: now(),
    ...found,
    rows: Object.values(found.deleted).reduce((sum, rows) => sum + rows, 0),
    complete: !options.dryRun && Object.keys(found.remaining).length === 0,
  };
}

async function lock({ database }: DatabaseCall): Promise<() => Promise<void>> {
  const release = await database.dialect.acquireLock(LOCK);
  if (release) return release;
  const problem = "another erasure of a tenant is under way on this database";
  throw new UnifiedStoreError("conflict", `${problem}: wait for its end`, { retryable: true });
}

class Erasure {
  private readonly deleted: Record<string, number> = {};
  private readonly kept: KeptOfTenant;

  constructor(
    private readonly call: DatabaseCall,
    private readonly part: TenantPart,
    private readonly options: CheckedEraseOptions,
  ) {
    this.kept = new KeptOfTenant(call, part);
  }

  async run(): Promise<Pick<TenantErasure, "deleted" | "passes" | "redactedReports" | "remaining">> {
    let remaining: Record<string, number> = {};
    let redactedReports = 0;
    let passes = 0;
    do {
      passes++;
      await this.pass(passes);
      redactedReports += await this.kept.redactReports();
      remaining = await this.left();
    } while (Object.keys(remaining).length > 0 && passes < MOST_PASSES);
    await this.dropIndexes();
    await forgetPruningPlace(this.call, this.part);
    this.forget();
    return { deleted: this.deleted, passes, redactedReports, remaining };
  }

  /** For a dry run: what would be deleted. */
  async count(): Promise<Pick<TenantErasure, "deleted" | "passes" | "redactedReports" | "remaining">> {
    const remaining = await this.left();
    return { deleted: { ...remaining }, passes: 0, redactedReports: 0, remaining };
  }

  private async pass(pass: number): Promise<void> {
    const { batchSize, onProgress } = this.options;
    const noted = (table: string) => (rows: number) => {
      this.deleted[table] = (this.deleted[table] ?? 0) + rows;
      onProgress?.({ table, rows: this.deleted[table], pass });
    };
    for (const doomed of this.doomed())
      await deleteRows(this.call, doomed, { batchSize, onBatch: noted(doomed.table.name) });
    await this.kept.deleteRejections((table, rows) => noted(table)(rows));
  }

  private async left(): Promise<Record<string, number>> {
    const left: Record<string, number> = {};
    for (const doomed of this.doomed()) {
      const rows = await countRows(this.call, doomed);
      if (rows > 0) left[doomed.table.name] = rows;
    }
    return { ...left, ...(await this.kept.countRejections()) };
  }

  private doomed(): Doomed[] {
    const { part } = this;
    const own = tenantTables().filter((table) => concerns(part, table));
    return [
      ...own.map(({ name, key }) => ({ table: name, key, where: within(part) })),
      this.kept.beforeImages,
    ];
  }

  /** An index of one tenant's vectors has its name in the catalog. */
  private async dropIndexes(): Promise<void> {
    const { call, part } = this;
    await call.database.dialect.sketchIndexes?.dropEmpty(part.tenant, call.signal);
  }

  /** Caches of this process. Those of others hold no contents, and expire. */
  private forget(): void {
    const { embeddings, retrieval } = this.call.database.shared;
    embeddings.forgetQueries();
    embeddings.forget(this.part.tenant);
    retrieval.answers.deleteAll("");
    retrieval.configs.deleteAll("");
  }
}
