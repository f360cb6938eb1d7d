import type { Catalogue } from "./catalogue";
import { quoted } from "./identifiers";
import { type Position, type PositionValue, placeholder, positionValue } from "./position";
import type { RawValue } from "./row/raw-value";
import type { Step } from "./step";

/**
 * Statements that read the rows of a step. The table is called `t` in all of them.
 *
 * A row begins with its position: the values, then the bytes of those that are text. The bytes are
 * needed because several texts that are no valid UTF-8 are read as the same one.
 */
export class StepQueries {
  /** Index of each column in a row that is read. */
  readonly indexes: ReadonlyMap<string, number>;
  private readonly identifier: Identifier;
  private readonly columns: readonly string[];
  private readonly expressions: readonly string[];
  private readonly from: string;
  private readonly order: string;

  /** @param joins whether joined values are read. Statements that give positions alone need none */
  constructor(
    catalogue: Catalogue,
    private readonly step: Step,
    { joins = true } = {},
  ) {
    const { joinedValues = {}, joinClause, derived } = step;
    this.columns = derived === undefined ? catalogue.columnsOf(step) : [...step.key, ...step.columns];
    this.identifier = identifierOf(catalogue, step);
    const canRead = readableJoins(catalogue, step);
    this.expressions = [
      ...this.identifier.head,
      ...this.columns.map(column),
      ...Object.values(joinedValues).map((each) => (canRead(each) ? each : "null")),
    ];
    const names = [...this.columns, ...Object.keys(joinedValues)];
    const first = this.identifier.head.length;
    this.indexes = new Map(names.map((each, i) => [each, first + i]));
    const table = derived === undefined ? quoted(step.table) : `(${derived})`;
    const isJoined = joins && joinClause && lackedTables(catalogue, step).length === 0;
    this.from = `${table} as t${isJoined ? ` ${joinClause}` : ""}`;
    this.order = this.identifier.order.join(", ");
  }

  /** Rows after a position, in order. @param except condition of rows that are left out */
  rowsAfter(after: Position | null, except: string | null): string {
    const conditions = [
      ...(after ? [`(${this.order}) > (${after.map(placeholder).join(", ")})`] : []),
      ...(except === null ? [] : [`not (${except})`]),
    ];
    const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
    return `select ${this.expressions.join(", ")} from ${this.from}${where} order by ${this.order}`;
  }

  /**
   * Rows for which a condition holds, with null in place of values above the size limit. Two more
   * values follow for each of `sizedColumns`: its bytes and its type.
   */
  rowsWithinLimit(condition: string, limit: number): string {
    const values = this.expressions.map(
      (each) => `case when octet_length(${each}) > ${limit} then null else ${each} end`,
    );
    const sizes = this.sizedColumns.flatMap((each) => [
      `octet_length(${column(each)})`,
      `typeof(${column(each)})`,
    ]);
    return `select ${[...values, ...sizes].join(", ")} from ${this.from} where ${condition} order by ${this.order}`;
  }

  /** The table's own columns. */
  get sizedColumns(): readonly string[] {
    return this.step.derived === undefined ? this.columns : [];
  }

  /** How many values a row has. */
  get width(): number {
    return this.expressions.length;
  }

  /** Condition that a row has a value above the size limit. */
  isOversized(limit: number): string {
    return this.columns.map((each) => `octet_length(${column(each)}) > ${limit}`).join(" or ");
  }

  /** Positions of the rows for which a condition holds. */
  positionsWhere(condition: string): string {
    return `select ${this.identifier.head.join(", ")} from ${this.from} where ${condition}`;
  }

  /** Positions of the rows that have the key of an earlier row. */
  repeatedPositions(): string {
    const { head } = this.identifier;
    const aliases = head.map((_, i) => `head${i}`);
    return `
      select ${aliases.join(", ")} from (
        select ${head.map((each, i) => `${each} as ${aliases[i]}`).join(", ")},
          row_number() over (partition by ${this.step.key.map(column).join(", ")} order by ${this.order}) as number
        from ${this.from}
      ) where number > 1`;
  }

  /** Condition that a row stands at one of the positions of a JSON list. */
  isAtListed(): string {
    const { values } = this.identifier;
    const parts = values.map((_, i) => `value ->> ${i}`).join(", ");
    return `(${values.join(", ")}) in (select ${parts} from json_each(?))`;
  }

  /** Part of a value's bytes. Its parameters: first byte from 1, length, position. */
  chunkAt(position: Position, name: string): string {
    return `select substr(cast(${column(name)} as blob), ?, ?) from ${this.from} where ${this.isAt(position)}`;
  }

  /** Bytes of a value. Its parameter: position. Null where no such column is read. */
  bytesAt(position: Position, name: string): string | null {
    const index = this.indexes.get(name);
    if (index === undefined) return null;
    return `select cast(${this.expressions[index]} as blob) from ${this.from} where ${this.isAt(position)}`;
  }

  /** Position of a row that was read. */
  positionOf(values: readonly RawValue[]): Position {
    const { length } = this.identifier.values;
    const position: PositionValue[] = [];
    for (let i = 0; i < length; i++) position.push(positionValue(values[i]!, values[length + i] ?? null));
    return position;
  }

  private isAt(position: Position): string {
    return `(${this.order}) = (${position.map(placeholder).join(", ")})`;
  }
}

/** Expressions that identify a row. */
interface Identifier {
  values: readonly string[];
  order: readonly string[];
  /** The values, and the bytes of each that is text. */
  head: readonly string[];
}

const column = (name: string): string => `t.${quoted(name)}`;

function identifierOf(catalogue: Catalogue, { table, key, derived }: Step): Identifier {
  const names = derived === undefined ? catalogue.identifierOf(table) : key;
  const values = names.map(column);
  const isRowid =
    derived === undefined && names.length === 1 && !catalogue.tables.get(table)!.includes(names[0]!);
  const bytes = values.map((value) =>
    !isRowid && catalogue.encoding === "UTF-8"
      ? `case when typeof(${value}) = 'text' then cast(${value} as blob) end`
      : "null",
  );
  const order = isRowid ? values : values.map((value) => `${value} collate binary`);
  return { values, order, head: [...values, ...bytes] };
}

const lackedTables = (catalogue: Catalogue, { joinedTables = [] }: Step): readonly string[] =>
  joinedTables.filter((table) => !catalogue.tables.has(table));

/** Whether a joined value can be read in a file that lacks some of the joined tables. */
function readableJoins(catalogue: Catalogue, step: Step): (expression: string) => boolean {
  const lacked = lackedTables(catalogue, step);
  if (lacked.length === 0) return () => true;
  if (step.joinClause) return () => false;
  return (expression) => !lacked.some((table) => new RegExp(`\\b${table}\\b`).test(expression));
}
