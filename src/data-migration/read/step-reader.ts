import type { Catalogue } from "./catalogue";
import type { Connections } from "./connections";
import { quoted } from "./identifiers";
import { bound, type Position } from "./position";
import { StepQueries } from "./queries";
import type { LargeValue, OversizedRow, ReadOptions, ReadRow } from "./read-row";
import type { RawValue } from "./row/raw-value";
import type { RowContext } from "./row/row-context";
import { SourceRow } from "./row/source-row";
import type { SizeLimit } from "./size-limit";
import type { Step } from "./step";

/** What a reader needs of an open file. */
interface OpenFile {
  connections: Connections;
  catalogue: Catalogue;
  sizeLimit: SizeLimit;
}

const NONE: ReadonlySet<string> = new Set();

/** Reader of the rows of one step. */
export class StepReader {
  private readonly queries: StepQueries;
  private readonly unknown: readonly string[];

  constructor(
    private readonly file: OpenFile,
    private readonly step: Step,
    private readonly options: ReadOptions,
  ) {
    this.queries = new StepQueries(file.catalogue, step);
    this.unknown = file.catalogue.unknownColumns(step);
  }

  /** Rows after a position, in order, without the oversized ones. */
  *rowsAfter(after: Position | null): Generator<ReadRow> {
    const statement = this.queries.rowsAfter(after, this.oversizedCondition());
    const repeated = this.repeatedPositions();
    for (const values of this.file.connections.scan(statement, ...(after ?? []).map(bound)))
      yield this.rowOf(values, repeated);
  }

  /** Rows with a value above the size limit, which come with null in its place. */
  *oversized(): Generator<OversizedRow> {
    const condition = this.oversizedCondition();
    if (condition !== null) yield* this.rowsWithinLimit(condition);
  }

  /** Rows at these positions, those that exist. */
  rowsAt(positions: readonly Position[]): OversizedRow[] {
    if (positions.length === 0) return [];
    return [...this.rowsWithinLimit(this.queries.isAtListed(), JSON.stringify(positions))];
  }

  /** Rows for which a condition holds, with null in place of values above the size limit. */
  private *rowsWithinLimit(condition: string, ...parameters: unknown[]): Generator<OversizedRow> {
    const { width } = this.queries;
    const { live } = this.file.connections;
    const statement = this.queries.rowsWithinLimit(condition, this.options.maxValueBytes);
    const repeated = live ? NONE : this.repeatedPositions();
    for (const values of this.file.connections.scan(statement, ...parameters)) {
      const large = this.largeValues(values.slice(width));
      yield { ...this.rowOf(values.slice(0, width), repeated), large };
    }
  }

  /** @param sizes bytes and type of each of the table's own columns */
  private largeValues(sizes: readonly RawValue[]): LargeValue[] {
    return this.queries.sizedColumns.flatMap((column, i) => {
      const [size, type] = sizes.slice(2 * i);
      const bytes = Number(size ?? 0);
      if (bytes <= this.options.maxValueBytes) return [];
      return [{ column, bytes, encoding: type === "text" ? this.file.catalogue.encoding : null }];
    });
  }

  /** A derived step has no oversized rows: its query gives no value of a file as it is. */
  private oversizedCondition(): string | null {
    const { table, derived } = this.step;
    if (derived !== undefined) return null;
    return this.file.sizeLimit.oversizedRows(this.queries, quoted(table), this.options.maxValueBytes);
  }

  /** Positions, as JSON, of rows with the key of an earlier row. Most tables have a unique key. */
  private repeatedPositions(): ReadonlySet<string> {
    if (this.step.derived !== undefined || this.file.catalogue.hasUniqueKey(this.step)) return NONE;
    const rows = this.file.connections.rows(this.queries.repeatedPositions());
    return new Set(rows.map((values) => JSON.stringify(this.queries.positionOf(values))));
  }

  private rowOf(values: RawValue[], repeated: ReadonlySet<string>): ReadRow {
    const position = this.queries.positionOf(values);
    return {
      position,
      row: new SourceRow(this.contextAt(position), values),
      repeated: repeated.size > 0 && repeated.has(JSON.stringify(position)),
    };
  }

  /** It is made for every row, so its members are written out: a spread takes some microseconds. */
  private contextAt(position: Position): RowContext {
    return {
      source: this.options.source,
      table: this.step.table,
      key: this.step.key,
      indexes: this.queries.indexes,
      unknown: this.unknown,
      scope: this.options.scope,
      defaults: this.options.defaults,
      bytes: (column) => this.bytesAt(position, column),
    };
  }

  private bytesAt(position: Position, column: string): Buffer | null {
    if (this.file.catalogue.encoding !== "UTF-8") return null;
    const statement = this.queries.bytesAt(position, column);
    if (statement === null) return null;
    return (this.file.connections.value(statement, ...position.map(bound)) as Buffer | undefined) ?? null;
  }
}
