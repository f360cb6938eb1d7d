import { setImmediate as otherWork } from "node:timers/promises";
import type { AnyTable } from "../../../entities/table";
import { until } from "../../core/call/deadline";
import { type Json, JsonText } from "../../core/json/json";
import {
  AnyOf,
  EMPTY,
  FOR_NO_KEY_UPDATE,
  integer,
  RowColumns,
  Rows,
  raw,
  type Sql,
  sql,
  TableName,
} from "../../dialect/sql";
import type { ContentSchemas } from "../../schemas/content";
import type { TypedContent } from "../../schemas/types";
import type { Database } from "../database";
import { retryOnSerialization } from "../retry";
import { replaceEntries } from "../search/replace-entries";
import { searchRows } from "../search/search-rows";
import type { Searched, SearchedRow } from "../search/searched";
import { Selection, selection, Table } from "../table";
import type { Transaction } from "../transaction";
import type { UpgradeAllProgress, UpgradeFailure } from "./options";

interface Parts {
  definition: AnyTable;
  schemas: ContentSchemas;
  /** The searchable texts of its rows, which change with the content. */
  searched?: Searched | undefined;
  settings: {
    batchSize: number;
    onProgress: (progress: UpgradeAllProgress) => void | Promise<void>;
    signal: AbortSignal | undefined;
  };
}

type StoredRow = Record<string, unknown>;

const encoded = (content: unknown): JsonText | null =>
  content === null ? null : JsonText.of(content, "content");

interface Batch {
  rows: StoredRow[];
  upgraded: number;
  failures: UpgradeFailure[];
}

/** As many as a person would read. */
const MOST_FAILURES = 100;
const CONTEXT = { operation: "upgradeAll" };
const NOTHING = selection<Record<string, never>>({});

/**
 * Upgrades stored content of one table to its present schema, in the order of the keys. Each batch
 * is a transaction that locks the rows that it reads, so other writes to them come before or after.
 * Upgraded rows are not selected again: the next call continues after a stopped or killed one, and
 * several processes may run at once. The versions of rows stay, because readers already got the
 * upgraded content.
 */
export class ContentUpgrade {
  private readonly table: Table<StoredRow, StoredRow>;
  private readonly typed: TypedContent;
  private readonly name: TableName;
  private readonly key: readonly string[];
  private readonly read: Selection<StoredRow>;
  private readonly written: RowColumns;

  constructor(
    private readonly database: Database,
    private readonly parts: Parts,
  ) {
    const { definition } = parts;
    this.table = new Table<StoredRow, StoredRow>(definition);
    this.typed = this.table.typed!;
    this.name = new TableName(definition.name);
    this.key = [...definition.scopeKey, ...definition.key];
    const { by, content, version } = this.typed;
    const columns = [...new Set([...this.key, by, content, version])];
    this.read = new Selection(columns.map((property) => this.table.column(property)));
    this.written = this.table.rowColumns([...this.key, content, version]);
  }

  async run(): Promise<Pick<Batch, "upgraded" | "failures">> {
    const { settings, definition } = this.parts;
    const older = this.older();
    const done: Pick<Batch, "upgraded" | "failures"> = { upgraded: 0, failures: [] };
    if (older === null) return done;
    for (let after: StoredRow | null = null; ; ) {
      await otherWork();
      settings.signal?.throwIfAborted();
      const batch: Batch = await this.transaction((tx) => this.batch(tx, older, after));
      done.upgraded += batch.upgraded;
      done.failures.push(...batch.failures.slice(0, MOST_FAILURES - done.failures.length));
      const progress = { table: definition.name, rows: done.upgraded };
      if (batch.rows.length > 0) await until(settings.signal, Promise.resolve(settings.onProgress(progress)));
      if (batch.rows.length < settings.batchSize) return done;
      after = batch.rows.at(-1)!;
    }
  }

  private failureOf(row: StoredRow, error: unknown): UpgradeFailure {
    const [first, ...others] = this.parts.definition.key;
    const key =
      others.length === 0
        ? String(row[first!])
        : Object.fromEntries([first!, ...others].map((each) => [each, row[each]]));
    const { tenant, workspace } = row as { tenant: string; workspace: string };
    return { table: this.name.name, tenant, workspace, key, message: (error as Error).message };
  }

  /** The condition for content that is older than its schema. Null where no schema has changed. */
  private older(): Sql | null {
    const { kind, by, version } = this.typed;
    const changed = [...this.parts.schemas].filter((each) => each.kind === kind && each.schema.version > 1);
    if (changed.length === 0) return null;
    const known = [...this.parts.schemas].flatMap((each) => (each.kind === kind ? [each.type] : []));
    const column = (property: string): Sql => raw(`t."${this.table.column(property).name}"`);
    const [ofType, ofVersion] = [column(by), column(version)];
    return changed
      .map(({ type, schema }) => {
        const others = known.filter((each) => each !== "*");
        const isOfType =
          type === "*"
            ? sql`not (${ofType} ${new AnyOf("name", others)})`
            : sql`${ofType} = ${this.table.param(by, type)}`;
        return sql`(${isOfType} and coalesce(${ofVersion}, 1) < ${integer(schema.version)})`;
      })
      .reduce((any, each) => sql`${any} or ${each}`);
  }

  private async batch(tx: Transaction, older: Sql, after: StoredRow | null): Promise<Batch> {
    const { by, content, version, kind, nullable } = this.typed;
    const names = (alias: string): string =>
      this.key.map((property) => `${alias}"${this.table.column(property).name}"`).join(", ");
    const behind = after ? sql`and (${raw(names("t."))}) > (${this.values(after)})` : EMPTY;
    const statement = sql`
      select ${this.read.as("t")} from ${this.name} as t where (${older}) ${behind}
      order by ${raw(names("t."))} limit ${integer(this.parts.settings.batchSize)}${FOR_NO_KEY_UPDATE}`;
    const rows = await tx.run({ statement, returns: this.read, context: CONTEXT });
    const upgraded: StoredRow[] = [];
    const failures: UpgradeFailure[] = [];
    for (const row of rows) {
      const schema = this.parts.schemas.find(kind, row[by] as string)!;
      const from = (row[version] as number | null) ?? 1;
      try {
        if (row[content] !== null || !nullable) row[content] = schema.upgrade(row[content] as Json, from);
        row[version] = schema.version;
        upgraded.push(row);
      } catch (error) {
        failures.push(this.failureOf(row, error));
      }
    }
    if (upgraded.length > 0) await this.write(tx, upgraded);
    return { rows, upgraded: upgraded.length, failures };
  }

  private async write(tx: Transaction, rows: readonly StoredRow[]): Promise<void> {
    const { content, version } = this.typed;
    const properties = [...this.key, content, version];
    const list = new Rows(
      this.written,
      rows.map((row) => properties.map((each) => (each === content ? encoded(row[each]) : row[each]))),
    );
    const column = (property: string): string => `"${this.table.column(property).name}"`;
    const own = raw(
      this.key
        .map((property) => `${this.name.name}.${column(property)} = v.${column(property)}`)
        .join(" and "),
    );
    const set = raw([content, version].map((each) => `${column(each)} = v.${column(each)}`).join(", "));
    const statement = sql`update ${this.name} set ${set} from ${list} as v where ${own}`;
    await tx.run({ statement, returns: NOTHING, context: CONTEXT });
    if (this.parts.searched) await this.index(tx, this.parts.searched, rows as never);
  }

  private async index(tx: Transaction, searched: Searched, rows: readonly SearchedRow[]): Promise<void> {
    const search = new TableName(`${this.name.name}_search`);
    const items = rows.map(({ tenant, workspace, id }) => [tenant, workspace, id]);
    const entries = rows.flatMap((row) =>
      searchRows(this.database, [row.tenant, row.workspace], searched.texts(row)),
    );
    await replaceEntries(tx, search, { items, entries }, CONTEXT);
  }

  private values(row: StoredRow): Sql {
    return this.key
      .map((property) => sql`${this.table.param(property, row[property])}`)
      .reduce((all, value) => sql`${all}, ${value}`);
  }

  private transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { signal } = this.parts.settings;
    const options = signal ? { signal } : {};
    return retryOnSerialization(() =>
      this.database.transaction((tx) => work(tx as Transaction), options, CONTEXT),
    );
  }
}
