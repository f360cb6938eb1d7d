import { UnifiedStoreError } from "../../core/errors";
import type { HashSum } from "../../data-migration/target/row-hash";
import type { CopiedScope } from "./chosen";
import { CONTEXT, type CopyContext, inTransaction } from "./context";
import { loadRows } from "./load-rows";
import { type CopyCounts, mergeRows } from "./merge/merge-rows";
import { modelsMustAgree } from "./merge/models";
import { type CopyReport, reportOf } from "./report";
import { DatabaseSource } from "./source/database-source";
import type { CopiedTable } from "./tables";
import { deleteCopied } from "./target/delete-copied";
import { buildIndexes, deferIndexes } from "./target/indexes";
import { hasRows, occupiedScope } from "./target/occupied";
import { CopyRecord } from "./target/record";
import { isAlike, searchedIn } from "./target/search";
import { StoredTable } from "./target/stored";

/** A copy into tenants that have no rows. */
export class Loader {
  private readonly counts = new Map<string, CopyCounts>();
  private readonly reindexed = new Set<string>();
  private readonly sums = new Map<CopiedTable, HashSum>();
  /** Tables whose rows are loaded. The others belong to tenants of which workspaces were chosen. */
  private readonly loaded: readonly CopiedTable[];

  constructor(private readonly context: CopyContext) {
    const { chosen, tables } = context;
    const whole = chosen.scopes === null || chosen.scopes.every(({ workspace }) => workspace === null);
    this.loaded = whole ? tables : tables.filter(({ inWorkspace }) => inWorkspace);
  }

  /** @param found the record of a copy that was cut off */
  async run(found: CopyRecord | null, { restart }: { restart: boolean }): Promise<CopyReport> {
    const since = performance.now();
    const { source, database, chosen, tables } = this.context;
    let record = found;
    if (record !== null && restart) {
      await this.undo(record);
      record = null;
    }
    record ??= await this.begin();
    const scopes = await this.scopesIn(record.request.whole);
    const totals = new Map<CopiedTable, number>();
    for (const table of tables) totals.set(table, await source.count(table, chosen));
    for (const { of } of tables.filter(({ kind }) => kind === "search"))
      if (!(await isAlike(source, database, of))) this.reindexed.add(of);
    await this.load(record, { scopes, totals });
    await this.verify(scopes);
    await inTransaction(database, (tx) => record.delete(tx));
    return reportOf(this.counts, { reindexed: [...this.reindexed], since });
  }

  /** @throws UnifiedStoreError `conflict` where a tenant has rows; nothing is written then */
  private async begin(): Promise<CopyRecord> {
    const { source, database, chosen } = this.context;
    await using target = await DatabaseSource.of(database);
    await modelsMustAgree(this.context, target);
    let whole = true;
    for (const table of this.loaded) if (await hasRows(database, table, null)) whole = false;
    if (!whole) {
      const occupied = await occupiedScope(database, this.loaded, (await this.scopesIn(false))!);
      if (occupied !== null) throw notEmpty(occupied.scope, occupied.table);
    }
    return CopyRecord.begin(database, { from: source.identity, ...chosen, whole });
  }

  /** Where its rows are in the target; null: there are no others. */
  private async scopesIn(whole: boolean): Promise<readonly CopiedScope[] | null> {
    const { source, chosen } = this.context;
    if (whole || chosen.scopes !== null) return chosen.scopes;
    return (await source.tenants()).map((tenant) => ({ tenant, workspace: null }));
  }

  private async load(
    record: CopyRecord,
    { scopes, totals }: { scopes: readonly CopiedScope[] | null; totals: Map<CopiedTable, number> },
  ): Promise<void> {
    const { database, tables } = this.context;
    const { dialect } = database;
    await deferIndexes(
      database,
      record,
      new Map([...totals].filter(([table]) => this.loaded.includes(table))),
    );
    try {
      for (const table of tables) {
        const total = totals.get(table)!;
        const before = record.rowsOf(table.name);
        if ((total === 0 && before === 0) || this.isMadeAnew(table)) continue;
        if (!this.loaded.includes(table)) {
          this.counts.set(table.name, await mergeRows(this.context, table, { total, replaces: false }));
          continue;
        }
        const stored = new StoredTable(table, dialect);
        const makesEntries = this.reindexed.has(table.name) && searchedIn(table.name) !== undefined;
        const copied = before === 0 ? null : await this.sumOf(stored, scopes);
        const sum = await loadRows(this.context, { stored, record, total, makesEntries, copied });
        this.sums.set(table, sum);
        this.counts.set(table.name, { inserted: sum.rows, replaced: 0, kept: 0 });
      }
    } finally {
      await buildIndexes(database, record);
    }
    const names = [...this.counts.keys()];
    if (names.length > 0)
      await inTransaction(database, (tx) => tx.bulk((bulk, own) => bulk.analyze(own, names), CONTEXT));
    for (const name of this.reindexed) if (!this.counts.has(name)) this.reindexed.delete(name);
  }

  private isMadeAnew({ kind, of }: CopiedTable): boolean {
    return kind === "search" && this.reindexed.has(of);
  }

  private async verify(scopes: readonly CopiedScope[] | null): Promise<void> {
    const { database, signal, onProgress } = this.context;
    await using target = await DatabaseSource.of(database);
    for (const [table, sum] of this.sums) {
      const found = await new StoredTable(table, database.dialect).sum(target, scopes, signal);
      if (found.toString() !== sum.toString()) throw differs(table.name, sum.rows, found.rows);
      onProgress({ phase: "verify", table: table.name, rows: found.rows, total: sum.rows });
    }
  }

  private async sumOf(stored: StoredTable, scopes: readonly CopiedScope[] | null): Promise<HashSum> {
    await using target = await DatabaseSource.of(this.context.database);
    return await stored.sum(target, scopes, this.context.signal);
  }

  private async undo(record: CopyRecord): Promise<void> {
    const { database } = this.context;
    await buildIndexes(database, record);
    await deleteCopied(database, this.loaded, await this.scopesIn(record.request.whole));
    await inTransaction(database, (tx) => record.delete(tx));
  }
}

const notEmpty = ({ tenant, workspace }: CopiedScope, table: string): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    `the target has rows of the tenant ${JSON.stringify(tenant)} in ${table} already: merge with \`merge\` (--merge), ` +
      "or name other tenants. Nothing was written",
    { tenant, ...(workspace !== null && { workspace }) },
  );

const differs = (table: string, expected: number, found: number): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    `${table} differs from its source after the copy (${found} rows instead of ${expected}): somebody has written to these ` +
      "tenants of the target meanwhile. Begin anew with `restart` (--restart), which deletes them",
  );
