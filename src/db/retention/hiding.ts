import { retentionDefaultTable, retentionPolicyTable } from "../../../entities/retention/policies";
import { retentionHidingTable } from "../../../entities/retention/pruning";
import { until } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import { hasCode } from "../../core/errors";
import { ExpiringCache } from "../../core/expiring-cache";
import { addMilliseconds } from "../../core/instants";
import { flag, name, type Sql, sql, TableName } from "../../dialect/sql";
import type { Executor } from "../operation";
import { type Selection, selection } from "../table";
import { type KindName, kindName } from "./kinds";

/** Another process's policies are used after at most this time. */
const FRESH_MS = 10_000;
const MOST_TENANTS = 1_000;

const POLICY = new TableName(retentionPolicyTable.name);
const DEFAULT = new TableName(retentionDefaultTable.name);
const HIDING = new TableName(retentionHidingTable.name);
const KIND = selection<{ store: string; what: string }>({ store: "name", what: "name" });
const AGE = selection<{
  store: string;
  what: string;
  maxAgeMs: number | null;
  hide: boolean;
  own: boolean;
}>({
  ...{ store: "name", what: "name", maxAgeMs: "count", hide: "flag", own: "flag" },
});

/** A call, as far as it is needed here: calls know their hidden rows. */
interface Reader {
  readonly tenant: string;
  readonly inTransaction: boolean;
  readonly signal: StopSignal | undefined;
  readonly context: { executor: Executor };
  now(): Date;
  inTenant(): Sql;
  all<T>(statement: Sql, returns: Selection<T>): Promise<T[]>;
}

/**
 * What a manager knows of rows that reads hide. Most databases hide nothing: then it costs one
 * small statement every ten seconds, and reads are as they would be without it.
 */
export class HiddenRows {
  private since = Number.NEGATIVE_INFINITY;
  /** Those that a policy of this process hides: they need not be read. */
  private readonly own = new Set<KindName>();
  private looking: Promise<void> | null = null;
  /** Counted, so that what was read before a change is not remembered after it. */
  private changes = 0;
  private readonly ages = new ExpiringCache<Map<KindName, number>>(MOST_TENANTS);
  private readonly others = new ExpiringCache<unknown>(MOST_TENANTS);

  /**
   * @param freshMs milliseconds for which what was read is used
   * @param kinds those that any policy hides; null: not known yet
   */
  constructor(
    public freshMs = FRESH_MS,
    private kinds: ReadonlySet<string> | null = null,
  ) {
    if (kinds !== null) this.since = 0;
  }

  /**
   * True where it is known that no policy of any tenant hides rows of this kind, so that most reads
   * wait for nothing. What is no longer fresh is used once more, and read again meanwhile.
   */
  isOff(call: Reader, kind: KindName): boolean {
    if (this.kinds === null) return false;
    // A transaction may hold the only connection.
    if (performance.now() - this.since >= this.freshMs && !call.inTransaction)
      this.load(call.context.executor).catch(() => undefined);
    return !this.kinds.has(kind);
  }

  /** Whether a policy of any tenant may hide rows of this kind. */
  async mayHide(call: Reader, kind: KindName): Promise<boolean> {
    return (this.kinds ?? (await this.first(call))).has(kind);
  }

  /** Reads the kinds that any policy hides. Shared by callers, and so without their limits. */
  load(executor: Executor): Promise<void> {
    if (this.looking !== null) return this.looking;
    this.looking = this.ask(executor).finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  /** Rows of this kind before this time are hidden; null: none. */
  async before(call: Reader, kind: KindName): Promise<Date | null> {
    const age = (await this.agesOf(call)).get(kind);
    return age === undefined ? null : addMilliseconds(call.now(), -age);
  }

  /** What a store reads of a tenant to know what is hidden. Kept for as long as policies are. */
  async remembered<T>(call: Reader, key: string, read: () => Promise<T>): Promise<T> {
    return this.cached(this.others as ExpiringCache<T>, `${call.tenant}\0${key}`, { call, read });
  }

  /**
   * Call it where a policy has changed.
   *
   * @param tenant undefined: of all tenants
   * @param hidden the kind of rows that it hides from now on
   */
  changed(tenant: string | undefined, hidden?: KindName): void {
    this.changes++;
    if (hidden !== undefined) {
      this.own.add(hidden);
      this.kinds &&= new Set([...this.kinds, hidden]);
    }
    if (tenant === undefined) {
      this.ages.deleteAll("");
      this.others.deleteAll("");
    } else {
      this.ages.delete(tenant);
      this.others.deleteAll(`${tenant}\0`);
    }
  }

  private agesOf(call: Reader): Promise<Map<KindName, number>> {
    return this.cached(this.ages, call.tenant, { call, read: () => readAges(call) });
  }

  /** Inside a transaction nothing is remembered: it may be undone. */
  private async cached<T>(
    cache: ExpiringCache<T>,
    key: string,
    { call, read }: { call: Reader; read: () => Promise<T> },
  ): Promise<T> {
    const known = call.inTransaction ? undefined : cache.get(key, performance.now());
    if (known) return known.value;
    const { changes } = this;
    const value = await read();
    if (!call.inTransaction && changes === this.changes)
      cache.set(key, value, { now: performance.now(), ttlMs: this.freshMs });
    return value;
  }

  private async first(call: Reader): Promise<ReadonlySet<string>> {
    if (call.inTransaction) return kindsOf(await call.all(SELECT_KINDS, KIND));
    await until(call.signal, this.load(call.context.executor));
    return this.kinds!;
  }

  private async ask(executor: Executor): Promise<void> {
    const began = performance.now();
    const rows = await executor.run(LOOK).catch((error: unknown) => {
      // An older schema hides nothing. What it lacks for the call itself, the call tells.
      if (hasCode(error, "schema")) return [];
      throw error;
    });
    this.kinds = new Set([...kindsOf(rows), ...this.own]);
    this.since = began;
  }
}

const SELECT_KINDS = sql`select store, what from ${HIDING}`;
const LOOK = {
  statement: SELECT_KINDS,
  returns: KIND,
  context: { operation: "retention.hiding" },
  unlogged: true,
} as const;

const kindsOf = (rows: readonly { store: string; what: string }[]): ReadonlySet<string> =>
  new Set(rows.map(kindName));

/**
 * Ages of the kinds that this tenant's policies hide. A policy of its own goes before a default.
 */
async function readAges(call: Reader): Promise<Map<KindName, number>> {
  const statement = sql`
    select store, what, max_age_ms, hide, ${flag(false)} from ${DEFAULT}
    union all
    select store, what, max_age_ms, hide, ${flag(true)} from ${POLICY} where ${call.inTenant()}`;
  const rows = await call.all(statement, AGE);
  const own = new Set(rows.filter((row) => row.own).map(kindName));
  const used = rows.filter((row) => row.own || !own.has(kindName(row)));
  return new Map(
    used.flatMap((row) =>
      row.hide && row.maxAgeMs !== null ? [[kindName(row), row.maxAgeMs] as const] : [],
    ),
  );
}

/** The dependent write of a policy that hides: from then on readers look. */
export const noteHiding = ({ store, what }: { store: string; what: string }): Sql =>
  sql`insert into ${HIDING} (store, what) values (${name(store)}, ${name(what)}) on conflict do nothing`;
