import { Catalogue } from "./catalogue";
import { Connections } from "./connections";
import { quoted } from "./identifiers";
import { bound, type Position } from "./position";
import { StepQueries } from "./queries";
import type { OversizedRow, ReadOptions, ReadRow } from "./read-row";
import type { RawValue } from "./row/raw-value";
import { SizeLimit } from "./size-limit";
import type { Step } from "./step";
import { StepReader } from "./step-reader";

/** Longer values are left out of a file's first row. Their lengths stand for them. */
const MAX_FIRST_ROW_BYTES = 1 << 16;

/** SQLite file, opened read-only: a snapshot, or a live file that is followed. */
export class SourceFile implements Disposable {
  readonly catalogue: Catalogue;
  private readonly connections: Connections;
  private readonly sizeLimit: SizeLimit;

  /** @param live whether other processes write to the file */
  constructor(
    readonly path: string,
    { live = false } = {},
  ) {
    this.connections = new Connections(path, live);
    this.sizeLimit = new SizeLimit(this.connections);
    try {
      this.catalogue = new Catalogue(this.connections);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Columns by table. */
  get tables(): ReadonlyMap<string, readonly string[]> {
    return this.catalogue.tables;
  }

  /** Runs reads in one transaction, so that they see a single moment. */
  inTransaction<T>(work: () => T): T {
    return this.connections.inTransaction(work);
  }

  /** Rows of another statement, with integers as numbers. */
  values(statement: string, ...parameters: unknown[]): RawValue[][] {
    return this.connections.numberRows(statement, ...parameters);
  }

  count(table: string): number {
    return this.connections.value(`select count(*) from ${quoted(table)}`) as number;
  }

  /** How many rows a step reads. */
  countOf({ table, derived }: Step): number {
    if (derived === undefined) return this.count(table);
    return this.connections.value(`select count(*) from (${derived})`) as number;
  }

  /** First row, with long values by their lengths; null for an empty table. */
  firstRow(step: Step): unknown[] | null {
    const columns = this.catalogue.columnsOf(step).map(quoted);
    const values = columns.map(
      (each) => `iif(octet_length(${each}) > ${MAX_FIRST_ROW_BYTES}, null, ${each})`,
    );
    const sizes = columns.map((each) => `octet_length(${each})`);
    const order = this.catalogue.identifierOf(step.table).map(quoted).join(", ");
    const [row] = this.connections.rows(
      `select ${[...values, ...sizes].join(", ")} from ${quoted(step.table)} order by ${order} limit 1`,
    );
    return row?.map((value) => (typeof value === "bigint" ? String(value) : value)) ?? null;
  }

  /** Rows of a step after a position, in order, without the oversized ones. */
  read(step: Step, options: ReadOptions, after: Position | null): Generator<ReadRow> {
    return this.reader(step, options).rowsAfter(after);
  }

  /** Rows of a step with a value above the size limit, which come with null in its place. */
  oversized(step: Step, options: ReadOptions): Generator<OversizedRow> {
    return this.reader(step, options).oversized();
  }

  /** Rows of a step at these positions, those that exist. Values above the size limit are null. */
  rowsAt(step: Step, options: ReadOptions, positions: readonly Position[]): OversizedRow[] {
    return this.reader(step, options).rowsAt(positions);
  }

  /** Positions of the rows for which a condition holds. The condition calls the table `t`. */
  positionsWhere(step: Step, condition: string, ...parameters: unknown[]): Position[] {
    const queries = new StepQueries(this.catalogue, step, { joins: false });
    const rows = this.connections.rows(queries.positionsWhere(condition), ...parameters);
    return rows.map((values) => queries.positionOf(values));
  }

  /** Those of these positions at which a row of the step stands. */
  existing(step: Step, positions: readonly Position[]): Position[] {
    const condition = new StepQueries(this.catalogue, step).isAtListed();
    return this.positionsWhere(step, condition, JSON.stringify(positions));
  }

  /** Part of a value's bytes. @param from its first byte, from 0 */
  chunk(value: { step: Step; position: Position; column: string }, from: number, length: number): Buffer {
    const { step, position, column } = value;
    const statement = new StepQueries(this.catalogue, step).chunkAt(position, column);
    return this.connections.value(statement, from + 1, length, ...position.map(bound)) as Buffer;
  }

  [Symbol.dispose](): void {
    this.connections[Symbol.dispose]();
  }

  private reader(step: Step, options: ReadOptions): StepReader {
    const { connections, catalogue, sizeLimit } = this;
    return new StepReader({ connections, catalogue, sizeLimit }, step, options);
  }
}
