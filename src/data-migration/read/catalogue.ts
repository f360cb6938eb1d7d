import type { Connections } from "./connections";
import { lowerCase, quoted } from "./identifiers";
import type { Step } from "./step";

/** Prefix of the tables and triggers that following puts into a file. */
export const FOLLOW_PREFIX = "_unified_store_";

/** Encoding of a file's texts. */
export type Encoding = "UTF-8" | "UTF-16le" | "UTF-16be";

interface Table {
  schema: string;
  name: string;
  type: string;
  /** 1: the table was made `without rowid`. */
  wr: number;
}

/** Values of `hidden` in `table_xinfo`. */
const HIDDEN = 1;
const VIRTUAL_GENERATED = 2;

/**
 * Catalogue of a SQLite file: its tables and columns. All names are in lower case, since SQLite
 * compares them without case.
 */
export class Catalogue {
  readonly encoding: Encoding;
  /** Columns by table. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** Row identifiers by table: the rowid, or the columns of the primary key where there is none. */
  private readonly identifiers = new Map<string, readonly string[]>();
  /** Virtual generated columns by table. They store nothing, and reading them may fail. */
  private readonly generated = new Map<string, ReadonlySet<string>>();
  private readonly withoutRowid = new Set<string>();

  constructor(private readonly connections: Connections) {
    this.encoding = connections.value("pragma encoding") as Encoding;
    const tables = connections.pragma<Table>("table_list").filter(isOfApplication);
    this.tables = new Map(tables.map(({ name }) => [lowerCase(name), this.readColumns(name)]));
    for (const { name, wr } of tables) {
      const table = lowerCase(name);
      if (wr === 1) this.withoutRowid.add(table);
      this.identifiers.set(table, wr === 1 ? this.primaryKey(name) : [this.rowidName(table)]);
    }
  }

  hasRowids(table: string): boolean {
    return !this.withoutRowid.has(table);
  }

  /** Columns that identify a row of a table, and order its rows. */
  identifierOf(table: string): readonly string[] {
    return this.identifiers.get(table)!;
  }

  /**
   * Columns of a step's table that are read: the stored ones, and the generated ones that the step
   * names.
   */
  columnsOf(step: Step): readonly string[] {
    const generated = this.generated.get(step.table)!;
    const named = namedColumns(step);
    return this.tables.get(step.table)!.filter((column) => !generated.has(column) || named.includes(column));
  }

  /** Columns of a step's table that the step does not name. */
  unknownColumns(step: Step): string[] {
    if (step.derived !== undefined) return [];
    const named = namedColumns(step);
    return this.columnsOf(step).filter((column) => !named.includes(column));
  }

  /**
   * Stable positions: a row keeps its position as long as it keeps its key. A rowid that is no
   * column of the key does not promise that, since `insert or replace` gives a new one.
   */
  hasStablePositions({ table, key, derived }: Step): boolean {
    if (derived !== undefined || this.withoutRowid.has(table)) return true;
    const alias = this.rowidAlias(table);
    return alias !== null && key.includes(alias);
  }

  /** Unique key: the file itself refused a second row with the same key. */
  hasUniqueKey({ table, key }: Step): boolean {
    const alias = this.rowidAlias(table);
    if (alias !== null && key.includes(alias)) return true;
    const indexes = this.connections.pragma<{ name: string; unique: number; partial: number }>(
      `index_list(${quoted(table)})`,
    );
    return indexes
      .filter(({ unique, partial }) => unique === 1 && partial === 0)
      .some(({ name }) => this.indexColumns(name).every((column) => key.includes(column)));
  }

  /** Columns of an index. An expression has no name, and is the empty text. */
  private indexColumns(index: string): string[] {
    const columns = this.connections.pragma<{ name: string | null }>(`index_info(${quoted(index)})`);
    return columns.map(({ name }) => (name === null ? "" : lowerCase(name)));
  }

  /** The column that is an alias of the rowid; null where none is. */
  private rowidAlias(table: string): string | null {
    const columns = this.connections.pragma<{ name: string; type: string; pk: number }>(
      `table_info(${quoted(table)})`,
    );
    const [first, ...others] = columns.filter(({ pk }) => pk > 0);
    const isInteger = first?.type.toUpperCase() === "INTEGER" && others.length === 0;
    return isInteger && !this.withoutRowid.has(table) ? lowerCase(first.name) : null;
  }

  private readColumns(table: string): string[] {
    const columns = this.connections.pragma<{ name: string; hidden: number }>(
      `table_xinfo(${quoted(table)})`,
    );
    const generated = columns.filter(({ hidden }) => hidden === VIRTUAL_GENERATED);
    this.generated.set(lowerCase(table), new Set(generated.map(({ name }) => lowerCase(name))));
    return columns.filter(({ hidden }) => hidden !== HIDDEN).map(({ name }) => lowerCase(name));
  }

  private primaryKey(table: string): string[] {
    const columns = this.connections.pragma<{ name: string; pk: number }>(`table_xinfo(${quoted(table)})`);
    const primary = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    return primary.map(({ name }) => lowerCase(name));
  }

  /** A name of the rowid that no column has: a column of the same name would be meant by it. */
  private rowidName(table: string): string {
    const columns = this.tables.get(table)!;
    return ["rowid", "_rowid_", "oid"].find((each) => !columns.includes(each)) ?? "rowid";
  }
}

const namedColumns = ({ key, columns, optional = [] }: Step): readonly string[] => [
  ...key,
  ...columns,
  ...optional,
];

/** Whether a table is neither SQLite's own nor one that following has made. */
const isOfApplication = ({ schema, name, type }: Table): boolean =>
  schema === "main" && type === "table" && !/^sqlite_/i.test(name) && !name.startsWith(FOLLOW_PREFIX);
