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
import { keyOf, keyText, parentIdPlaces } from "../target/row-key";
import type { Target } from "../target/target";
import type { TargetRow } from "../target/target-row";
import { readOptions } from "./copy-step";

/** What was found when a step was read again on both sides. */
export interface StepVerification {
  step: string;
  /** Rows of the source that should be in the target, and rows that are in quarantine. */
  rows: number;
  quarantined: number;
  /**
   * Sums over the hashes of all rows of the target as the source has them, and as the target has
   * them.
   */
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
   * Set while a run lasts: a row that was found as it should be when it was copied, and is
   * otherwise now, was changed or removed by the application in between. Default: it differs.
   */
  inUse?: boolean;
}

/** What the ledger knows of a step. */
interface Known {
  rejects: Rejects;
  moved: EarlierRows;
  aliased: boolean;
}

interface Rejects {
  known: ReadonlyMap<string, QuarantinedRow>;
  rowOf(reject: QuarantinedRow): Promise<SourceRow | null>;
}

const TOO_LARGE: Rejection = { code: "too_large", reason: "has a value that is too large", column: null };
const BATCH = 1000;
const MOST_SHOWN = 20;

/**
 * Makes every row anew of the source, reads the row that it became, and compares: by the sums of
 * the hashes of both sides, and where they differ row by row and column by column.
 */
export async function verifyStep(
  context: Context,
  source: OpenSource,
  step: Step,
): Promise<StepVerification> {
  const place = { runId: context.runId, source: source.record.name, step: stepName(step) };
  return new StepCheck(context, source, step, place).check();
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
    private readonly place: StepKey,
  ) {
    this.ledger = new Ledger(context.database);
  }

  async check(): Promise<StepVerification> {
    const { options } = this.context;
    const reading = readOptions(this.source.record, options);
    const rows = this.source.file.read(this.step, reading, null);
    const moved = await EarlierRows.ofRun(this.ledger, this.place);
    const aliased = await this.ledger.aliases.exist();
    const rejects = await this.rejects();
    const total = this.source.file.countOf(this.step);
    this.tell(total);
    try {
      await this.checkRows(rows, { rejects, moved, aliased, total });
    } finally {
      // Else the file could not be closed.
      rows.return(undefined);
    }
    for (const found of this.source.file.oversized(this.step, reading)) {
      const expected = await this.beside([{ ...found, targetRows: [], rejection: TOO_LARGE }], rejects);
      if (expected.length === 0) this.quarantined++;
      else await this.checkBatch(expected, moved, aliased);
      this.rows += expected.length;
    }
    // Were there fewer or more of them than were counted, that differs, and they have been gone
    // through all the same.
    this.tell(this.rows + this.quarantined);
    const [expected, found] = [this.expected.toString(), this.found.toString()];
    const counted = this.rows + this.quarantined === total;
    return {
      step: this.place.step,
      ...{ rows: this.rows, quarantined: this.quarantined, expected, found },
      verified: expected === found && this.differing === 0 && counted,
      ...{ differing: this.differing, differences: this.differences },
    };
  }

  /** While one batch is compared the next one is made. */
  private async checkRows(
    rows: Generator<ReadRow>,
    { rejects, moved, aliased, total }: Known & { total: number },
  ): Promise<void> {
    const { signal } = this.context.options;
    let checked: Promise<void> = Promise.resolve();
    for (;;) {
      const batch = await nextBatch(rows, this.step, { size: BATCH, signal });
      await checked;
      if (batch.length === 0) return;
      const expected = await this.beside(batch, rejects);
      this.quarantined += batch.length - expected.length;
      this.rows += expected.length;
      checked = this.checkBatch(expected, moved, aliased);
      checked.catch(() => undefined);
      this.tell(total);
    }
  }

  /** The rows of this step that were in quarantine, by their positions as JSON. */
  private async rejects(): Promise<Rejects> {
    const quarantine = new Quarantine(this.context.database);
    const run = await this.ledger.runs.get(this.context.runId);
    const own = (await quarantine.list(run.id)).filter(
      ({ source, step }) => source === this.place.source && step === this.place.step,
    );
    const known = new Map(own.map((reject) => [JSON.stringify(reject.cursor), reject]));
    return {
      known,
      rowOf: async (reject) => {
        // What a row was moved as cannot be known once that is purged: it is not looked at.
        if (reject.raw === null) return null;
        const retryable = { ...reject, raw: reject.raw };
        return restoreSourceRow({ quarantine, run }, retryable, Number.POSITIVE_INFINITY);
      },
    };
  }

  /**
   * What should be in the target for rows of the source: not those that are in quarantine, and
   * others as they were moved, mended.
   */
  private async beside(rows: readonly PreparedRow[], { known, rowOf }: Rejects): Promise<PreparedRow[]> {
    if (known.size === 0) return [...rows];
    const expected: PreparedRow[] = [];
    for (const each of rows) {
      const reject = known.get(JSON.stringify(each.position));
      const row = reject && reject.movedAt !== null ? await rowOf(reject) : null;
      if (!reject) expected.push(each);
      else if (row) expected.push(prepare(this.step, { position: each.position, row, repeated: false }));
    }
    return expected;
  }

  /** A row of which the run knows, or sees, that the application has changed it. */
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
   * Rows that are other rows in the target, unless they have one of their own by now, and what
   * refers to them.
   */
  private async rename(targetRows: readonly TargetRow[]): Promise<void> {
    const own = targetRows.flatMap(({ target: { idAt }, values }) => (idAt === null ? [] : [values[idAt]]));
    const parents = targetRows.flatMap(({ target, values }) =>
      parentIdPlaces(target).map((at) => values[at]),
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
      const places = parentIdPlaces(target);
      if (target.idAt !== null && !standing.has(keyText(keyOf(target.key, values)))) places.push(target.idAt);
      for (const at of places) values[at] = aliases.get(values[at] as string) ?? values[at];
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

/** Under which the verifications of a run are kept. */
export const verificationKey = (source: string, step: string): string => `${source}\0${step}`;
