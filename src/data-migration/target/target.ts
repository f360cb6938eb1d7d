import type { LogicalColumn } from "../../../entities/columns";
import type { AnyTable, ReferenceDefinition } from "../../../entities/table";
import type { SearchEntry } from "../../db/search/search-rows";

interface TargetOptions {
  /** The search entries of a row. Default: its rows are not searched. */
  entries?: (row: never) => readonly SearchEntry[];
}

/** A reference to rows of another table. */
export interface Parent {
  /** Indexes of the columns that hold the key of the other row, without the scope. */
  at: readonly number[];
  target: Target;
}

/** Target. A table that rows are moved to. Its definition gives columns, keys and references. */
export class Target {
  /** All targets. The children of a table are found among them. */
  private static readonly all = new Set<Target>();

  readonly table: string;
  readonly columns: readonly LogicalColumn[];
  /** Whether its rows belong to a workspace; otherwise they belong to the tenant as a whole. */
  readonly inWorkspace: boolean;
  /** Indexes of the columns of the primary key, scope included. */
  readonly key: readonly number[];
  /** Indexes of the columns of each further unique key, scope included. */
  readonly unique: readonly (readonly number[])[];
  readonly entries: ((row: object) => readonly SearchEntry[]) | null;
  /** The properties without the scope. */
  private readonly own: readonly string[];
  private readonly references: readonly ReferenceDefinition[];
  private knownParents: readonly Parent[] | undefined;

  constructor(definition: AnyTable, { entries }: TargetOptions = {}) {
    const { scopeKey: scope } = definition;
    this.table = definition.name;
    this.columns = definition.columnList;
    this.inWorkspace = definition.scope === "workspace";
    this.own = this.columns.slice(scope.length).map(({ property }) => property);
    const own = (properties: readonly string[]): number[] => [
      ...scope.map((_, i) => i),
      ...properties.map((property) => this.at(property)),
    ];
    this.key = own(definition.key);
    this.unique = Object.values(definition.indexes).flatMap(({ on, unique }) => (unique ? [own(on)] : []));
    this.references = Object.values(definition.references);
    this.entries = (entries as ((row: object) => readonly SearchEntry[]) | undefined) ?? null;
    Target.all.add(this);
  }

  /** By the name of its table. */
  static of(table: string): Target {
    for (const target of Target.all) if (target.table === table) return target;
    throw new Error(`nothing is moved to ${table}`);
  }

  /** Its table, and that of its search entries. */
  get tables(): string[] {
    return this.entries ? [this.table, `${this.table}_search`] : [this.table];
  }

  /** What its rows refer to. */
  get parents(): readonly Parent[] {
    // Not in the constructor: the parents may be made later.
    this.knownParents ??= this.references.map(({ on, table }) => ({
      at: on.map((property) => this.at(property)),
      target: Target.of(table().name),
    }));
    return this.knownParents;
  }

  /** The tables whose rows refer to rows of this one. */
  get children(): Parent[] {
    return [...Target.all].flatMap((target) =>
      target.parents.filter((parent) => parent.target.table === this.table).map(({ at }) => ({ at, target })),
    );
  }

  /** How many generations of parents it has. Parents are written before their children. */
  get depth(): number {
    return Math.max(0, ...this.parents.map(({ target }) => target.depth + 1));
  }

  /** The index of the column of the row's own id. Null where the key consists of names. */
  get idAt(): number | null {
    const at = this.key.at(-1)!;
    return this.columns[at]!.type === "uuid" ? at : null;
  }

  at(property: string): number {
    const at = this.columns.findIndex((column) => column.property === property);
    if (at < 0) throw new Error(`${this.table} has no ${property}`);
    return at;
  }

  /** The values of a row, in the order of the columns. */
  values({ tenant, workspace }: { tenant: string; workspace: string }, row: object): unknown[] {
    const members = row as Record<string, unknown>;
    const values: unknown[] = this.inWorkspace ? [tenant, workspace] : [tenant];
    for (const property of this.own) values.push(members[property] ?? null);
    return values;
  }
}
