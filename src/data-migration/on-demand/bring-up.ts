import { setTimeout as pause } from "node:timers/promises";
import { Gate } from "../../core/call/gate";
import { UnifiedStoreError } from "../../core/errors";
import { createIdFactory } from "../../core/ids";
import type { Database } from "../../db/database";
import { analyzeTables } from "../batch/analyze-tables";
import { MigrationConflict } from "../errors";
import type { OpenSource } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import { acquireMigrationLock } from "../ledger/migration-lock";
import type { RunRecord, SourceRecord } from "../ledger/run-record";
import type { CheckedOptions } from "../options";
import { embeddingModelOf } from "../run/run";
import { copyStep } from "../step/copy-step";
import { coverageOf } from "./coverage";
import { type OldFiles, oldStoreOf } from "./old-files";

const CONTEXT = { operation: "fallback" };
const POLL_MS = 250;

/**
 * Moves stores to the target as they are needed, each as a whole, by what a run moves them with and
 * into the same ledger. It is one transaction, so that nobody finds a store half moved, and a
 * process that is killed leaves nothing to mend.
 */
export class BringUp {
  /** Kinds that need nothing any more. */
  private readonly ready = new Set<string>();
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly turns = new Gate();
  private readonly closing = new AbortController();
  private readonly newId = createIdFactory(() => new Date());
  private readonly ledger: Ledger;

  constructor(
    private readonly database: Database,
    private readonly files: OldFiles,
    private readonly options: CheckedOptions,
  ) {
    this.ledger = new Ledger(database);
  }

  get closed(): boolean {
    return this.closing.signal.aborted;
  }

  isReady(kinds: readonly string[]): boolean {
    return kinds.every((kind) => this.ready.has(kind));
  }

  /** Calls for the same kind at the same time share one wait. */
  async of(kinds: readonly string[]): Promise<void> {
    for (const kind of kinds) {
      if (this.ready.has(kind) && !this.closed) continue;
      const begun = this.underWay.get(kind) ?? this.begin(kind);
      this.underWay.set(kind, begun);
      try {
        await begun;
      } catch (error) {
        if (!this.closed) throw error;
        throw new UnifiedStoreError("closed", "these FallbackStores were closed: open new ones");
      }
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.underWay.values());
  }

  private async begin(kind: string): Promise<void> {
    try {
      const leave = await this.turns.enter(this.closing.signal);
      try {
        if (!(await this.hasAll(kind))) await this.moveLocked(kind);
        this.ready.add(kind);
      } finally {
        leave();
      }
    } finally {
      this.underWay.delete(kind);
    }
  }

  /** Told without the lock, and without reading a file again. */
  private async hasAll(kind: string): Promise<boolean> {
    if (this.files.of(kind).length === 0) return true;
    return (await this.files.areUnchanged(kind)) && (await this.isMoved(kind));
  }

  private async isMoved(kind: string): Promise<boolean> {
    for (const store of this.files.of(kind))
      if ((await coverageOf(this.ledger, store)) !== "all") return false;
    return true;
  }

  private async moveLocked(kind: string): Promise<void> {
    const release = await this.acquireLock(kind);
    if (!release) return;
    try {
      await this.move(kind);
    } finally {
      await release();
    }
  }

  /** Acquires the migration lock. Null where another process has moved the kind meanwhile. */
  private async acquireLock(kind: string): Promise<(() => Promise<void>) | null> {
    const { signal } = this.closing;
    for (;;) {
      signal.throwIfAborted();
      const release = await acquireMigrationLock(this.database, 0);
      if (release) return release;
      if (await this.isMoved(kind)) return null;
      const runs = await this.ledger.runs.all();
      const following = runs.find(({ status }) => status === "following");
      if (following)
        throw new MigrationConflict(
          `run ${following.id} follows other files, so that ${kind} cannot be moved before its cutover: let it follow the files of ${kind} too`,
        );
      await pause(POLL_MS, undefined, { signal });
    }
  }

  private async move(kind: string): Promise<void> {
    const { signal } = this.closing;
    const runs = await this.ledger.runs.all();
    const earlier = runs.filter(({ status }) => status !== "rolled_back").flatMap(({ sources }) => sources);
    const opened = await this.files.reopen(kind, earlier, { ...this.options, signal });
    try {
      const missing: OpenSource[] = [];
      for (const source of opened.sources.filter(({ record }) => record.kind === kind)) {
        const coverage = await coverageOf(this.ledger, oldStoreOf(source));
        if (typeof coverage === "object") throw halfMoved(source.record, coverage.half);
        if (coverage === "less") missing.push(source);
      }
      if (missing.length > 0) await this.database.transaction(() => this.write(missing, runs), {}, CONTEXT);
    } finally {
      await opened.discard();
    }
  }

  /** All that is done in here joins the transaction that it is called in. */
  private async write(sources: readonly OpenSource[], runs: readonly RunRecord[]): Promise<void> {
    const { database, ledger } = this;
    const embeddingModel = embeddingModelOf(this.options, runs);
    const options = { ...this.options, embeddingModel, signal: this.closing.signal };
    const { tenant, workspace, onInvalid, batchSize, follow, maxValueBytes } = options;
    const run: RunRecord = {
      ...{
        id: this.newId(),
        status: "running",
        deferredIndexes: null,
        purged: null,
        error: null,
        endedByRejection: false,
        cutoverRequested: false,
      },
      options: {
        ...{ tenant, workspace, onInvalid, batchSize, follow, maxValueBytes, embeddingModel },
        tiers: [...new Set(sources.map(({ source }) => source.tier))],
      },
      sources: sources.map(({ record }) => record),
      ...{ startedAt: new Date(), finishedAt: null },
    };
    await ledger.runs.begin(run);
    let quarantined = 0;
    for (const source of sources)
      for (const step of source.steps) {
        const { tally } = await copyStep({ database, run, options }, source, step, undefined);
        quarantined += tally.quarantined;
      }
    await analyzeTables(database, new Set(sources.flatMap(({ steps }) => steps.map(({ target }) => target))));
    await ledger.runs.setStatus(run.id, {
      status: quarantined > 0 ? "done_with_quarantine" : "done",
      at: new Date(),
      error: null,
    });
  }
}

function halfMoved({ kind, path }: SourceRecord, { id, status }: RunRecord): UnifiedStoreError {
  if (status === "rolling_back")
    return new MigrationConflict(
      ({ rollBack }) =>
        `the rollback of run ${id} was interrupted, so that it is not known what ${kind} has: complete it with ${rollBack(id)}`,
    );
  return new MigrationConflict(
    ({ resume, rollBack }) =>
      `run ${id} was interrupted with a part of ${path} moved, so that it is not known what ${kind} has: resume it with ${resume(id)}, or roll it back with ${rollBack(id)}`,
  );
}
