import type { Database } from "../../db/database";
import { nextBatch } from "../batch/next-batch";
import { prepare } from "../batch/prepare";
import type { OpenSource } from "../files/open-sources";
import { Ledger } from "../ledger/ledger";
import { EarlierRows } from "../ledger/rows/earlier-rows";
import type { StepKey } from "../ledger/step-key";
import type { CheckedOptions } from "../options";
import { displayedKey, type PreparedRow } from "../quarantine/prepared-row";
import { Quarantine, type QuarantinedRow } from "../quarantine/quarantine";
import { restoreSourceRow } from "../quarantine/restore-source-row";
import type { ReadRow } from "../read/read-row";
import type { Rejection } from "../read/row/rejection";
import type { SourceRow } from "../read/row/source-row";
import { progressTable, type Step, stepName } from "../read/step";
import type { Difference } from "../report/types";
import { existingKeys, findRows } from "../target/find-rows";
import { expectedEntries, findEntries, itemKey } from "../target/row-entries";
import { HashSum, rowHash, rowText, textHash, valueText } from "../target/row-hash";
import { keyOf, keyText, parentIdIndexes } from "../target/row-key";
import type { Target } from "../target/target";
import type { TargetRow } from "../target/target-row";
import { readOptions } from "./copy-step";

/** Result of the verification of a step. */
export interface StepVerification {
  step: string;
  /** Rows of the source that the target should have, and rows that are in quarantine. */
  rows: number;
  quarantined: number;
  /** Sum of the hashes of all rows: as made from the source, and as the target has them. */
  expected: string;
  found: string;
  verified: boolean;
  differing: number;
  differences: Difference[];
}

interface Context {
  database: Database;
  runId: string;
  options: CheckedOptions;
  /**
   * Whether the run still lasts. Then a row that was equal when it was copied, and differs now, was
   * changed or removed by the application, and does not count as a difference. Default false.
   */
  inUse?: boolean;
}

/** What the ledger has of a step. */
interface LedgerFacts {
  quarantined: QuarantinedRows;
  moved: EarlierRows;
  aliased: boolean;
}

interface QuarantinedRows {
  byPosition: ReadonlyMap<string, QuarantinedRow>;
  rowOf(row: QuarantinedRow): Promise<SourceRow | null>;
}

const TOO_LARGE: Rejection = { code: "too_large", reason: "has a value that is too large", column: null };
const BATCH = 1000;
const MOST_SHOWN = 20;

/**
 * Verification. Makes every target row of the source's rows once more, and compares it with the row
 * in the target: the sums of the hashes of both sides, and where rows differ, column by column.
 */
export async function verifyStep(
  context: Context,
  source: OpenSource,
  step: Step,
): Promise<StepVerification> {
  const stepKey = { runId: context.runId, source: source.record.name, step: stepName(step) };
  return new StepCheck(context, source, step, stepKey).check();
}

class StepCheck {
  private readonly expected = new HashSum();
  private readonly found = new HashSum();
  private readonly differences: Difference[] = [];
  private differing = 0;
  private rows = 0;
  private quarantined = 0;
  private readonly ledger: Ledger;

  constructor(
    private readonly context: Context,
    private readonly source: OpenSource,
    private readonly step: Step,
    private readonly stepKey: StepKey,
  ) {
    this.ledger = new Ledger(context.database);
  }

  async check(): Promise<StepVerification> {
    const { options } = this.context;
    const reading = readOptions(this.source.record, options);
    const rows = this.source.file.read(this.step, reading, null);
    const moved = await EarlierRows.ofRun(this.ledger, this.stepKey);
    const aliased = await this.ledger.aliases.exist();
    const quarantined = await this.findQuarantined();
    const total = this.source.file.countOf(this.step);
    this.tell(total);
    try {
      await this.checkRows(rows, { quarantined, moved, aliased, total });
    } finally {
      // Else the file could not be closed.
      rows.return(undefined);
    }
    for (const found of this.source.file.oversized(this.step, reading)) {
      const row = { ...found, targetRows: [], rejection: TOO_LARGE };
      const expected = await this.expectedRows([row], quarantined);
      if (expected.length === 0) this.quarantined++;
      else await this.checkBatch(expected, moved, aliased);
      this.rows += expected.length;
    }
    // The number of rows may differ from the count. Progress ends at what was read.
    this.tell(this.rows + this.quarantined);
    const [expected, found] = [this.expected.toString(), this.found.toString()];
    const counted = this.rows + this.quarantined === total;
    return {
      step: this.stepKey.step,
      ...{ rows: this.rows, quarantined: this.quarantined, expected, found },
      verified: expected === found && this.differing === 0 && counted,
      ...{ differing: this.differing, differences: this.differences },
    };
  }

  /** Verifies batches. While one is compared, the next one is prepared. */
  private async checkRows(
    rows: Generator<ReadRow>,
    { quarantined, moved, aliased, total }: LedgerFacts & { total: number },
  ): Promise<void> {
    const { signal } = this.context.options;
    let checked: Promise<void> = Promise.resolve();
    for (;;) {
      const batch = await nextBatch(rows, this.step, { size: BATCH, signal });
      await checked;
      if (batch.length === 0) return;
      const expected = await this.expectedRows(batch, quarantined);
      this.quarantined += batch.length - expected.length;
      this.rows += expected.length;
      checked = this.checkBatch(expected, moved, aliased);
      checked.catch(() => undefined);
      this.tell(total);
    }
  }

  /** The rows of this step in quarantine, also those that a retry has moved. */
  private async findQuarantined(): Promise<QuarantinedRows> {
    const quarantine = new Quarantine(this.context.database);
    const run = await this.ledger.runs.get(this.context.runId);
    const own = (await quarantine.list(run.id)).filter(
      ({ source, step }) => source === this.stepKey.source && step === this.stepKey.step,
    );
    const byPosition = new Map(own.map((row) => [JSON.stringify(row.position), row]));
    return {
      byPosition,
      rowOf: async (row) => {
        // The values that a retry moved were purged, so there is nothing to compare with.
        if (row.raw === null) return null;
        const retryable = { ...row, raw: row.raw };
        return restoreSourceRow({ quarantine, run }, retryable, Number.POSITIVE_INFINITY);
      },
    };
  }

  /**
   * The rows that the target should have. Rows in quarantine are left out. Rows that a retry has
   * moved have the values that they were moved with.
   */
  private async expectedRows(rows: readonly PreparedRow[], own: QuarantinedRows): Promise<PreparedRow[]> {
    const { byPosition, rowOf } = own;
    if (byPosition.size === 0) return [...rows];
    const expected: PreparedRow[] = [];
    for (const each of rows) {
      const inQuarantine = byPosition.get(JSON.stringify(each.position));
      const row = inQuarantine && inQuarantine.movedAt !== null ? await rowOf(inQuarantine) : null;
      if (!inQuarantine) expected.push(each);
      else if (row) expected.push(prepare(this.step, { position: each.position, row, repeated: false }));
    }
    return expected;
  }

  /** Whether the application has changed a row: by the ledger, or as the row is found now. */
  private isKept(
    { target, values }: TargetRow,
    moved: EarlierRows,
    found?: readonly unknown[] | null,
  ): boolean {
    const record = moved.recordOf(target.table, keyOf(target.key, values));
    if (record?.effect === "kept") return true;
    if (found === undefined || record?.effect !== "unchanged" || !this.context.inUse) return false;
    return found === null || rowHash(target.columns, found) !== record.hash;
  }

  private async checkBatch(
    rows: readonly PreparedRow[],
    moved: EarlierRows,
    aliased: boolean,
  ): Promise<void> {
    if (rows.length === 0) return;
    await moved.advance(rows[0]!.position, rows.at(-1)!.position);
    for (const row of rows) if (row.rejection) this.differs(row, [], "missing");
    const targetRows = rows.flatMap((row) => row.targetRows.map((targetRow) => ({ row, targetRow })));
    if (aliased) await this.rename(targetRows.map(({ targetRow }) => targetRow));
    const targets = new Set(targetRows.map(({ targetRow }) => targetRow.target));
    for (const target of targets) {
      const own = targetRows.filter(
        ({ targetRow }) => targetRow.target === target && !this.isKept(targetRow, moved),
      );
      await this.checkTarget(target, own, moved);
    }
  }

  private async checkTarget(
    target: Target,
    own: readonly { row: PreparedRow; targetRow: TargetRow }[],
    moved: EarlierRows,
  ): Promise<void> {
    const { database } = this.context;
    const keys = own.map(({ targetRow }) => keyOf(target.key, targetRow.values));
    const rows = await findRows(database, target, { keys });
    const searched = target.entries
      ? await findEntries(
          database,
          target,
          own.map(({ targetRow }) => targetRow),
        )
      : null;
    for (const { row, targetRow } of own) {
      const { values } = targetRow;
      const found = rows.get(keyText(keyOf(target.key, values)));
      if (this.isKept(targetRow, moved, found ?? null)) continue;
      const entries = searched ? expectedEntries(database, target, targetRow) : [];
      const expected = [rowText(target.columns, values), ...entries].join("\n");
      const expectedHash = textHash(expected);
      this.expected.add(expectedHash);
      if (!found) {
        this.differs(row, [], "missing");
        continue;
      }
      const foundEntries = searched?.get(itemKey(target, values)) ?? [];
      const actual = [rowText(target.columns, found), ...foundEntries].join("\n");
      const same = actual === expected;
      this.found.add(same ? expectedHash : textHash(actual));
      if (same) continue;
      const columns = target.columns
        .filter(
          ({ type, incidental }, at) =>
            !incidental && valueText(type, values[at]) !== valueText(type, found[at]),
        )
        .map(({ name }) => `${target.table}.${name}`);
      this.differs(row, columns.length > 0 ? columns : [`${target.table}_search`], "differs");
    }
  }

  /**
   * Replaces ids that are aliases by the actual ids, in rows and in references to them. A row that
   * has become a row of its own keeps its id.
   */
  private async rename(targetRows: readonly TargetRow[]): Promise<void> {
    const own = targetRows.flatMap(({ target: { idAt }, values }) => (idAt === null ? [] : [values[idAt]]));
    const parents = targetRows.flatMap(({ target, values }) =>
      parentIdIndexes(target).map((at) => values[at]),
    );
    const ids = new Set([...own, ...parents].filter((id) => id !== null)) as Set<string>;
    const aliases = await this.ledger.aliases.actualIds([...ids]);
    if (aliases.size === 0) return;
    const standing = new Set<string>();
    for (const target of new Set(targetRows.map((targetRow) => targetRow.target))) {
      const rows = targetRows.filter((targetRow) => targetRow.target === target);
      const keys = rows.map(({ values }) => keyOf(target.key, values));
      for (const key of await existingKeys(this.context.database, target, keys)) standing.add(key);
    }
    for (const { target, values } of targetRows) {
      const idsAt = parentIdIndexes(target);
      if (target.idAt !== null && !standing.has(keyText(keyOf(target.key, values)))) idsAt.push(target.idAt);
      for (const at of idsAt) values[at] = aliases.get(values[at] as string) ?? values[at];
    }
  }

  private differs(row: PreparedRow, columns: string[], problem: Difference["problem"]): void {
    this.differing++;
    if (this.differences.length < MOST_SHOWN)
      this.differences.push({ key: displayedKey(row), columns, problem });
  }

  private tell(total: number): void {
    this.context.options.onProgress({
      tier: this.source.source.tier,
      source: this.source.record.name,
      ...progressTable(this.step),
      done: this.rows + this.quarantined,
      total,
      phase: "verify",
    });
  }
}

/** Key of the verification of a step, among those of a run. */
export const verificationKey = (source: string, step: string): string => `${source}\0${step}`;
