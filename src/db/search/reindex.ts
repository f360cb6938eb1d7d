import { setImmediate as otherWork } from "node:timers/promises";
import type { SearchSchemeEntity } from "../../../entities/search";
import { UnifiedStoreError } from "../../core/errors";
import { SEARCH_SCHEME } from "../../core/search-text";
import { EMPTY, FOR_NO_KEY_UPDATE, integer, name, raw, sql, TableName, uuid } from "../../dialect/sql";
import type { Database } from "../database";
import { retryOnSerialization } from "../retry";
import { selection } from "../table";
import type { Transaction } from "../transaction";
import type { ReindexProgress } from "./reindex-options";
import { replaceEntries } from "./replace-entries";
import { searchRows } from "./search-rows";
import { isCurrent, scheme, settingsOf, type TableSettings } from "./search-scheme";
import type { Searched, SearchedRow } from "./searched";

interface Settings {
  batchSize: number;
  onProgress: (progress: ReindexProgress) => void | Promise<void>;
  signal: AbortSignal | undefined;
}

/**
 * The position of a reindex: the key of the last indexed row. It is valid only for the scheme and
 * bound that it began with.
 */
interface Walk {
  scheme: number;
  maxCharacters: number;
  rules: string;
  after: readonly [tenant: string, workspace: string, id: string] | null;
  rows: number;
}

interface Batch {
  /** Null when the walk is finished. */
  walk: Walk | null;
  taken: number;
}

/** Characters that are indexed before the event loop gets a turn: some 50 ms. */
const MOST_AT_ONCE = 100_000;
/** Characters that are indexed in one transaction. */
const MOST_IN_BATCH = 400_000;

const CONTEXT = { operation: "reindex" };
const NOTHING = selection<Record<string, never>>({});
const COUNTED = selection<{ rows: number }>({ rows: "count" });
const KEY = raw("(t.tenant_id, t.workspace_id, t.id)");
const IN_ORDER = raw("order by t.tenant_id, t.workspace_id, t.id");

/**
 * Rebuilds the search entries of one table, in the order of its keys (keyset pagination). Each
 * batch is a transaction that also stores its position, so another call can continue from there. It
 * locks the table's row in the search scheme: several processes take turns over one walk. It also
 * locks the rows that it reads: other writes to them come before or after.
 */
export class Reindexing {
  private readonly name: TableName;
  private readonly search: TableName;

  constructor(
    private readonly database: Database,
    private readonly searched: Searched,
    private readonly settings: Settings,
  ) {
    this.name = new TableName(searched.table);
    this.search = new TableName(`${searched.table}_search`);
  }

  /**
   * @param all rebuild also entries that have this scheme and bound
   * @returns the number of indexed rows; null where nothing was to be done
   */
  async run(all: boolean): Promise<number | null> {
    const { batchSize, onProgress, signal } = this.settings;
    // On an engine without round trips, no other task would get a turn, and no signal of the system
    // would arrive.
    await otherWork();
    signal?.throwIfAborted();
    if (!(await this.transaction((tx) => this.begin(tx, all)))) return null;
    const total = await this.count();
    let own = 0;
    for (let size = batchSize; ; ) {
      const { walk, taken } = await this.transaction((tx) => this.batch(tx, size));
      own += taken;
      const rows = walk ? walk.rows : total;
      await onProgress({ table: this.searched.table, rows, total: Math.max(total, rows) });
      if (!walk) return own;
      size = Math.min(batchSize, taken * 2);
      await otherWork();
      signal?.throwIfAborted();
    }
  }

  /** True where there is something to do. */
  private async begin(tx: Transaction, all: boolean): Promise<boolean> {
    const absent = sql`
      insert into ${scheme.name} (table_name, scheme, max_characters, rules)
      values (${name(this.searched.table)}, ${integer(0)}, ${integer(0)}, ${name("")})
      on conflict (table_name) do nothing`;
    await tx.run({ statement: absent, returns: NOTHING, context: CONTEXT });
    const row = await this.lock(tx);
    if (!all && isCurrent(this.database, this.searched.table, row)) return false;
    const begun = row.walk as Walk | null;
    if (begun && this.isMine(begun)) return true;
    // Until the walk ends, the entries are of mixed schemes.
    const { maxCharacters, rules } = row;
    await this.note(tx, { scheme: 0, maxCharacters, rules, walk: this.walkFrom(null, 0) });
    return true;
  }

  private async batch(tx: Transaction, size: number): Promise<Batch> {
    const row = await this.lock(tx);
    const { scheme: of, maxCharacters, rules } = row;
    const walk = row.walk as Walk | null;
    // Another process has finished the walk.
    if (isCurrent(this.database, this.searched.table, row)) return { walk: null, taken: 0 };
    if (!walk || !this.isMine(walk)) throw takenOver(walk ?? row);
    const rows = await this.rowsBehind(tx, walk.after, size);
    const taken = await this.index(tx, rows);
    if (taken === rows.length && rows.length < size) {
      await this.note(tx, { scheme: SEARCH_SCHEME, ...this.settingsNow, walk: null });
      return { walk: null, taken };
    }
    const { tenant, workspace, id } = rows[taken - 1]!;
    const next = this.walkFrom([tenant, workspace, id], walk.rows + taken);
    await this.note(tx, { scheme: of, maxCharacters, rules, walk: next });
    return { walk: next, taken };
  }

  /** Indexes as many of the first rows as fit in one transaction, and returns their number. */
  private async index(tx: Transaction, rows: readonly SearchedRow[]): Promise<number> {
    const { signal } = this.settings;
    let inBatch = 0;
    for (let from = 0, at = 0; at < rows.length; from = at) {
      const entries: unknown[][] = [];
      for (let size = 0; at < rows.length && size < MOST_AT_ONCE; at++) {
        const row = rows[at]!;
        const texts = this.searched.texts(row);
        entries.push(...searchRows(this.database, [row.tenant, row.workspace], texts));
        const length = texts.reduce(
          (sum, { text }) => sum + Math.min(text.length, this.database.maxCharacters),
          0,
        );
        size += length;
        inBatch += length;
      }
      const items = rows.slice(from, at).map(({ tenant, workspace, id }) => [tenant, workspace, id]);
      await replaceEntries(tx, this.search, { items, entries }, CONTEXT);
      if (inBatch >= MOST_IN_BATCH) return at;
      await otherWork();
      signal?.throwIfAborted();
    }
    return rows.length;
  }

  private rowsBehind(tx: Transaction, after: Walk["after"], size: number): Promise<SearchedRow[]> {
    const { columns } = this.searched;
    const behind = after
      ? sql`where ${KEY} > (${name(after[0])}, ${name(after[1])}, ${uuid(after[2])})`
      : EMPTY;
    const statement = sql`
      select ${columns.as("t")} from ${this.name} as t ${behind} ${IN_ORDER} limit ${integer(size)}${FOR_NO_KEY_UPDATE}`;
    return tx.run({ statement, returns: columns, context: CONTEXT });
  }

  private async count(): Promise<number> {
    const statement = sql`select count(*) from ${this.name}`;
    const [counted] = await this.database.run({ statement, returns: COUNTED, context: CONTEXT });
    return counted!.rows;
  }

  private async lock(tx: Transaction): Promise<SearchSchemeEntity> {
    const statement = sql`
      select ${scheme.columns.as("t")} from ${scheme.name} as t
      where t.table_name = ${name(this.searched.table)}${FOR_NO_KEY_UPDATE}`;
    return (await tx.run({ statement, returns: scheme.columns, context: CONTEXT }))[0]!;
  }

  private async note(tx: Transaction, row: Omit<SearchSchemeEntity, "tableName">): Promise<void> {
    const statement = sql`
      update ${scheme.name} set ${scheme.assign({ ...row, walk: row.walk ?? null })}
      where table_name = ${name(this.searched.table)}`;
    await tx.run({ statement, returns: NOTHING, context: CONTEXT });
  }

  private walkFrom(after: Walk["after"], rows: number): Walk {
    return { scheme: SEARCH_SCHEME, ...this.settingsNow, after, rows };
  }

  private isMine(walk: Walk): boolean {
    const { maxCharacters, rules } = this.settingsNow;
    return walk.scheme === SEARCH_SCHEME && walk.maxCharacters === maxCharacters && walk.rules === rules;
  }

  /** How this process indexes the table. */
  private get settingsNow(): TableSettings {
    return settingsOf(this.database, this.searched.table);
  }

  private transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { signal } = this.settings;
    const options = signal ? { signal } : {};
    return retryOnSerialization(() =>
      this.database.transaction((tx) => work(tx as Transaction), options, CONTEXT),
    );
  }
}

const takenOver = ({ maxCharacters }: Pick<Walk, "maxCharacters">): UnifiedStoreError =>
  new UnifiedStoreError(
    "conflict",
    `another reindex, with maxCharacters ${maxCharacters}, has begun in the meantime: let it finish, and use the same setting`,
  );
