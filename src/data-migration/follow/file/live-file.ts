import { UnifiedStoreError } from "../../../core/errors";
import { type Detected, detect } from "../../files/detect";
import type { OpenSource } from "../../files/open-sources";
import type { SourceRecord } from "../../ledger/run-record";
import type { Position } from "../../read/position";
import { positionKeyOf } from "../../read/position-key";
import { SourceFile } from "../../read/source-file";
import type { Source, Step } from "../../read/step";
import { codeOf } from "../../snapshot/unusable";
import { LOG } from "./change-log";
import { retryWhileBusy } from "./retry-while-busy";
import { type Link, linksOf, tablesOf, type Watched, watchedTables } from "./watched";

/** How long a reader waits for a writer that commits, in milliseconds. */
const BUSY_RETRY_MS = 30_000;
/** Entries of the log that are read at once. */
const MOST_ENTRIES = 2000;

/** Rows of a step that may have changed. */
export interface Affected {
  source: Source;
  step: Step;
  /** Null: any row may have changed. */
  positions: Position[] | null;
}

/** A part of the log of changes. */
export interface Window {
  /** The entry before the first one. */
  after: number;
  /** The last entry. */
  upTo: number;
}

/** Live file. A file of a run that is in use, with the log of its changes. */
export class LiveFile implements Disposable {
  readonly sources: readonly OpenSource[];
  private readonly watched: ReadonlyMap<string, Watched>;

  private constructor(
    readonly path: string,
    readonly file: SourceFile,
    records: readonly SourceRecord[],
    kinds: readonly Detected[],
  ) {
    this.sources = records.flatMap((record) =>
      kinds.filter(({ source }) => source.kind === record.kind).map((kind) => ({ ...kind, file, record })),
    );
    this.watched = new Map(watchedTables(file, kinds).map((each) => [each.table, each]));
  }

  /** @param records those of the run that are in this file */
  static async open(path: string, records: readonly SourceRecord[]): Promise<LiveFile> {
    return retryWhileBusy({ path, ms: BUSY_RETRY_MS }, () => {
      const file = new SourceFile(path, { live: true });
      try {
        const kinds = detect(file).kinds.filter(({ source }) =>
          records.some(({ kind }) => kind === source.kind),
        );
        return new LiveFile(path, file, records, kinds);
      } catch (error) {
        file[Symbol.dispose]();
        throw error;
      }
    });
  }

  /** Reads in one transaction. */
  async read<T>(work: () => T, signal?: AbortSignal): Promise<T> {
    return retryWhileBusy({ path: this.path, ms: BUSY_RETRY_MS, signal }, () =>
      this.file.inTransaction(work),
    );
  }

  /** The next part of the log. Null where there is none. Within `read`. */
  window(after: number): Window | null {
    this.mustBeAsItWas();
    const [[upTo = null] = []] = this.file.values(
      `select max(seq) from (select seq from ${LOG} where seq > ? order by seq limit ${MOST_ENTRIES})`,
      after,
    );
    return upTo === null ? null : { after, upTo: Number(upTo) };
  }

  /** How many entries of the log wait. */
  async pending(after: number): Promise<number> {
    const [[count = 0] = []] = await this.read(() =>
      this.file.values(`select count(*) from ${LOG} where seq > ?`, after),
    );
    return Number(count);
  }

  /** Rows that a part of the log may have changed, in the order of the steps. Within `read`. */
  affected({ after, upTo }: Window): Affected[] {
    const changed = new Set(
      this.file
        .values(`select distinct tbl from ${LOG} where seq > ? and seq <= ?`, after, upTo)
        .map(([table]) => String(table)),
    );
    return this.sources.flatMap(({ source, steps }) =>
      steps
        .filter((step) => tablesOf(step).some((table) => changed.has(table)))
        .map((step) => ({ source, step, positions: this.positionsOf(step, changed, { after, upTo }) })),
    );
  }

  [Symbol.dispose](): void {
    this.file[Symbol.dispose]();
  }

  private mustBeAsItWas(): void {
    const [{ followed } = {}] = this.sources.map(({ record }) => record);
    let version: unknown;
    try {
      [[version]] = this.file.values("pragma schema_version") as [[unknown]];
      this.file.values(`select 1 from ${LOG} limit 1`);
    } catch (error) {
      if (codeOf(error) !== "SQLITE_ERROR") throw error;
      throw changed(this.path, "the log of its changes was taken out of it");
    }
    if (version !== followed?.schema)
      throw changed(this.path, "its tables were changed, or it was vacuumed, while it was followed");
  }

  private positionsOf(step: Step, changed: ReadonlySet<string>, window: Window): Position[] | null {
    const found = new Map<string, Position>();
    const add = (positions: readonly Position[]): void => {
      for (const position of positions) found.set(positionKeyOf(position), position);
    };
    for (const table of tablesOf(step)) {
      if (!changed.has(table)) continue;
      const own = table === step.table;
      const links = linksOf(step, table);
      if (links === null || (own && step.derived !== undefined && links.length === 0)) return null;
      if (own) {
        const rows = step.derived === undefined ? this.changedRows(table, window) : this.groups(step, window);
        if (rows === null) return null;
        add(rows);
      }
      for (const link of links) {
        const positions = this.linked(step, table, link, window);
        if (positions === null) return null;
        add(positions);
      }
    }
    return [...found.values()];
  }

  /** Null where the table has no rowids. */
  private changedRows(table: string, window: Window): Position[] | null {
    const rows = this.logged("distinct row", table, window);
    return rows.some(([row]) => row === null) ? null : (rows as number[][]);
  }

  /** The keys of a derived step's groups, also of groups without rows. */
  private groups(step: Step, window: Window): Position[] | null {
    const logColumns = this.logColumns(step.table, step.key);
    if (logColumns === null) return null;
    const rows = this.logged(`distinct ${logColumns.join(", ")}`, step.table, window);
    return rows.filter((row) =>
      row.every((value) => value !== null && !Buffer.isBuffer(value)),
    ) as Position[];
  }

  private linked(step: Step, table: string, link: Link, { after, upTo }: Window): Position[] | null {
    const logColumns = this.logColumns(
      table,
      link.map(([, other]) => other),
    );
    if (logColumns === null) return null;
    const own = link.map(([column]) => `t."${column}"`).join(", ");
    const select = `select ${logColumns.join(", ")} from ${LOG} where seq > ? and seq <= ? and tbl = ?`;
    return this.file.positionsWhere(step, `(${own}) in (${select})`, after, upTo, table);
  }

  /** The columns of the log that have the values of these columns. Null where one is not logged. */
  private logColumns(table: string, columns: readonly string[]): string[] | null {
    const logged = this.watched.get(table)?.columns ?? [];
    const logColumns = columns.map((column) => logged.indexOf(column));
    return logColumns.includes(-1) ? null : logColumns.map((index) => `k${index}`);
  }

  private logged(what: string, table: string, { after, upTo }: Window): unknown[][] {
    const text = `select ${what} from ${LOG} where seq > ? and seq <= ? and tbl = ?`;
    return this.file.values(text, after, upTo, table);
  }
}

/** Opens all files of a run. */
export async function openLive(records: readonly SourceRecord[]): Promise<LiveFile[]> {
  const files: LiveFile[] = [];
  try {
    for (const path of new Set(records.map((record) => record.path)))
      files.push(
        await LiveFile.open(
          path,
          records.filter((record) => record.path === path),
        ),
      );
    return files;
  } catch (error) {
    for (const file of files) file[Symbol.dispose]();
    throw error;
  }
}

const changed = (path: string, what: string): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    `${path} cannot be followed any further: ${what}, and some of its changes may be missing. Roll the run back, and start again`,
  );
