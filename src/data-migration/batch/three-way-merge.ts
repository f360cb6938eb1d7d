import type { Transaction } from "../../db/transaction";
import type { Ledger } from "../ledger/ledger";
import type { Effect, RowRecord } from "../ledger/packed-rows";
import { type Emission, type PreparedRow, type Problem } from "../quarantine/prepared-row";
import { type Cursor, compareCursors } from "../read/position";

import { rowHash, valueText } from "../target/row-hash";
import type { Target } from "../target/target";
import { existingKeys, findRows, keyOf, keyText, type TargetRow } from "../target/target-rows";

/** What is to be done with the rows of a batch. */
export interface Settled {
  inserts: Map<Target, TargetRow[]>;
  updates: { target: Target; row: TargetRow; before: readonly unknown[] }[];
  records: RowRecord[];
  aliases: { target: string; id: string; actualId: string }[];
  /** Ids of rows that were other rows of the target, and are their own now. */
  separate: string[];
  /** Rows that fit by themselves, but not beside what else there is. */
  refused: { row: PreparedRow; problem: Problem }[];
  moved: { row: PreparedRow; effect: Effect; merged: boolean }[];
  /** Rows that give a unique key to another row of the batch, as they are: the key has to be free before that one is written. */
  giving: { target: Target; values: readonly unknown[] }[];
  /** Rows whose row of the source is gone, and which have to go first, since another one has their unique key now. */
  leaving: { target: Target; values: readonly unknown[] }[];
}

/** What is known of rows that were moved before. */
export interface MovedRows {
  recordOf(table: string, key: readonly string[]): RowRecord | null;
  /** All that is known of the rows at these places, for runs that go through a table. */
  recordsAt?(cursors: readonly Cursor[]): RowRecord[];
}

export interface SettleContext {
  tx: Transaction;
  ledger: Ledger;
  prior: MovedRows | null;
  /** Set for changes of a file that is followed: rows of the target that no row of the source stands for any longer, by their keys. */
  isLeaving?: (table: string, key: string) => boolean;
  /** Whether a table was empty when the step came to it: then nothing has to be looked for. */
  isFresh(target: Target): boolean;
  /** Whether a row is tried again: then what is there already, and differs, is not taken for the row itself. */
  retried: boolean;
}

/** A row that is about to be written, or is found to be there. */
interface Candidate {
  values: readonly unknown[];
  hash: string;
  /** The application has changed it, so what is there differs. */
  kept?: boolean;
}

/** Decides for each row of a batch, beside the others and what the target has already, in the rows' order. */
export async function settle(context: SettleContext, rows: readonly PreparedRow[]): Promise<Settled> {
  const held = new Set<string>();
  for (;;) {
    const settled = await new Settlement(context, rows.map(copied), held).settle();
    // Whoever was thought to give its unique key away, and then was refused, keeps it.
    const updated = new Set(settled.updates.map(({ target, row }) => heldText(target, row.values)));
    const keeping = settled.giving.map(({ target, values }) => heldText(target, values));
    if (keeping.every((key) => updated.has(key))) return settled;
    for (const key of keeping) if (!updated.has(key)) held.add(key);
  }
}

/** Ids are replaced while a batch is settled, and it may be settled again. */
const copied = (row: PreparedRow): PreparedRow => ({
  ...row,
  emissions: row.emissions.map((emission) => ({ ...emission, values: [...emission.values] })),
});

const heldText = (target: Target, values: readonly unknown[]): string =>
  `${target.table}\0${keyText(keyOf(target.key, values))}`;

class Settlement {
  private readonly settled: Settled = {
    inserts: new Map(),
    updates: [],
    records: [],
    aliases: [],
    separate: [],
    refused: [],
    moved: [],
    giving: [],
    leaving: [],
  };
  /** Rows of this batch by target and key, and by each unique key. */
  private readonly byKey = new Map<Target, Map<string, Candidate>>();
  private readonly byUnique = new Map<Target, Map<string, Candidate>[]>();
  private readonly existing = new Map<Target, Map<string, unknown[]>>();
  private readonly existingUnique = new Map<Target, Map<string, unknown[]>[]>();
  private readonly parents = new Map<Target, Set<string>>();
  private aliases = new Map<string, string>();
  /** The same as they were before this batch. */
  private before: ReadonlyMap<string, string> = new Map();
  /** Unique keys of rows of this batch that have others from now on. */
  private readonly released = new Map<Target, Set<string>[]>();

  constructor(
    private readonly context: SettleContext,
    private readonly rows: readonly PreparedRow[],
    private readonly held: ReadonlySet<string>,
  ) {}

  async settle(): Promise<Settled> {
    const emissions = this.rows.flatMap((row) => row.emissions);
    await this.findAliases(emissions);
    for (const { emissions: own, cursor } of this.rows) for (const each of own) this.adopt(each, cursor);
    for (const emission of emissions) this.rename(emission);
    await this.findParents(emissions);
    await this.findExisting(emissions);
    if (this.context.prior) for (const emission of emissions) this.release(emission);
    for (const row of this.rows) {
      if (row.problem) this.settled.refused.push({ row, problem: row.problem });
      else this.decide(row);
    }
    this.remember();
    return this.settled;
  }

  /** What was moved of a row before it was refused stays in the target, and is compared with at the next run. */
  private remember(): void {
    const { prior } = this.context;
    if (!prior || this.context.retried) return;
    const cursors = this.settled.refused.map(({ row }) => row.cursor);
    for (const record of prior.recordsAt?.(cursors) ?? [])
      this.settled.records.push({ ...record, effect: "kept" });
  }

  /** Rows that are other rows in the target: what refers to them goes by those rows' ids. */
  private async findAliases(emissions: readonly Emission[]): Promise<void> {
    if (!(await this.context.ledger.hasAliases())) return;
    const ids = new Set<string>();
    for (const { target, values } of emissions) {
      if (target.idAt !== null) ids.add(values[target.idAt] as string);
      for (const at of parentIds(target)) if (values[at] !== null) ids.add(values[at] as string);
    }
    this.aliases = await this.context.ledger.aliases([...ids]);
    this.before = new Map(this.aliases);
  }

  /** A row that took the place of another in the target, and its id with it, is that row from then on. */
  private adopt({ target, values }: Emission, cursor: Cursor): void {
    const { idAt } = target;
    const actual = idAt === null ? undefined : this.aliases.get(values[idAt] as string);
    if (idAt === null || actual === undefined) return;
    const record = this.context.prior?.recordOf(target.table, keyOf(target.key, values.with(idAt, actual)));
    if (record && compareCursors(record.cursor, cursor) === 0) values[idAt] = actual;
  }

  private rename({ target, values }: Emission): void {
    if (this.aliases.size === 0) return;
    for (const at of parentIds(target)) values[at] = this.aliases.get(values[at] as string) ?? values[at];
  }

  private async findParents(emissions: readonly Emission[]): Promise<void> {
    const wanted = new Map<Target, Map<string, unknown[]>>();
    for (const { target, values } of emissions) {
      for (const parent of target.parents) {
        const key = parentKey(parent.target, parent.at, values);
        if (key === null) continue;
        const keys = wanted.get(parent.target) ?? new Map<string, unknown[]>();
        wanted.set(parent.target, keys);
        keys.set(keyText(key), key);
      }
    }
    for (const [parent, keys] of wanted)
      this.parents.set(parent, await existingKeys(this.context.tx, parent, [...keys.values()]));
  }

  private async findExisting(emissions: readonly Emission[]): Promise<void> {
    const targets = new Set(emissions.map(({ target }) => target));
    for (const target of targets) {
      this.byKey.set(target, new Map());
      this.byUnique.set(
        target,
        target.unique.map(() => new Map()),
      );
      const own = emissions.filter((emission) => emission.target === target).map(({ values }) => values);
      const find = (places: readonly number[]): Promise<Map<string, unknown[]>> =>
        this.context.isFresh(target)
          ? Promise.resolve(new Map())
          : findRows(
              this.context.tx,
              target,
              places,
              own.map((values) => places.map((at) => values[at])),
              { keep: true },
            );
      this.existing.set(target, await find(target.key));
      this.existingUnique.set(target, await Promise.all(target.unique.map(find)));
    }
  }

  private decide(row: PreparedRow): void {
    // The only one has nothing before it that could be left behind.
    const undo: (() => void)[] | null = row.emissions.length > 1 ? [] : null;
    let effect: Effect = "unchanged";
    let merged = false;
    const before = this.marks();
    for (const emission of row.emissions) {
      const outcome = this.place(emission, row, undo);
      if ("reason" in outcome) {
        for (const step of undo?.reverse() ?? []) step();
        this.backTo(before);
        this.settled.refused.push({ row, problem: outcome });
        return;
      }
      merged ||= outcome.merged;
      effect = strongest(effect, outcome.effect);
    }
    this.settled.moved.push({ row, effect, merged });
  }

  private place(
    emission: Emission,
    row: PreparedRow,
    undo: (() => void)[] | null,
  ): Problem | { effect: Effect; merged: boolean } {
    const { target, values, entries } = emission;
    const { cursor, repeated } = row;
    // A row before this one may have turned out to be another.
    this.rename(emission);
    const inherited = this.inherit(target, values);
    const key = keyOf(target.key, values);
    const text = keyText(key);
    const candidate: Candidate = { values, hash: rowHash(target.columns, values) };
    const record = { target: target.table, key, hash: candidate.hash, cursor };
    const known = inherited ?? this.existing.get(target)!.get(text);
    if (!known && this.wasMoved(target, key)) {
      this.settled.records.push({ ...record, effect: "kept" });
      return { effect: "kept", merged: false };
    }
    const merged = known || this.isTaken(target, values) ? null : this.mergedBefore(target, values);
    if (merged) {
      // Neither the row that both became is there, nor another of its unique key: the application has removed it.
      this.settled.records.push({ ...merged, cursor, effect: "kept" });
      return { effect: "kept", merged: true };
    }
    const orphan = this.orphanProblem(target, values);
    if (orphan) return orphan;
    const twin = this.byKey.get(target)!.get(text);
    if (twin) return this.meet(emission, row, twin, "key");
    // Before what else it may have in common with another: what refers to it is the first row's.
    if (known && repeated) return this.meet(emission, row, { values: known, hash: "" }, "key");
    for (const [i, places] of target.unique.entries()) {
      const unique = uniqueText(places, values);
      if (unique === null) continue;
      const holder = this.byUnique.get(target)![i]!.get(unique) ?? this.holderOf(target, i, unique, text);
      if (holder) return this.meet(emission, row, holder, columnNames(target, places));
    }
    this.separate(target, values);
    this.note(target, text, candidate, undo);
    if (!known) {
      const inserts = this.settled.inserts.get(target) ?? [];
      this.settled.inserts.set(target, inserts);
      inserts.push({ values, entries });
      undo?.push(() => inserts.pop());
      this.settled.records.push({ ...record, effect: "inserted" });
      return { effect: "inserted", merged: false };
    }
    const outcome = this.compare(target, record, known);
    if (typeof outcome !== "string") return outcome;
    candidate.kept = outcome === "kept";
    if (outcome === "updated") this.settled.updates.push({ target, row: { values, entries }, before: known });
    this.settled.records.push({ ...record, effect: outcome });
    // No earlier run moved this row, and nobody else has its id: another of the files became it.
    const isDuplicate = outcome === "unchanged" && target.idAt !== null && !this.wasMoved(target, key);
    return { effect: outcome, merged: isDuplicate };
  }

  /** Whether an earlier run moved it; where it is not in the target now, the application has removed it since. */
  private wasMoved(target: Target, key: readonly string[]): boolean {
    const earlier = this.context.prior?.recordOf(target.table, key);
    return earlier !== undefined && earlier !== null && !["deleted", "merged"].includes(earlier.effect);
  }

  /** A row that is in the target already: what the source and the application have done with it since it was moved. */
  private compare(
    target: Target,
    { key, hash, cursor }: Pick<RowRecord, "key" | "hash" | "cursor">,
    known: readonly unknown[],
  ): Effect | Problem {
    const there = rowHash(target.columns, known);
    if (there === hash) return "unchanged";
    const record = this.context.prior?.recordOf(target.table, key) ?? null;
    const { retried, isLeaving } = this.context;
    // Another row of the same key may have been moved while this one was in quarantine.
    const own = !retried || (record !== null && compareCursors(record.cursor, cursor) === 0);
    const moved = own ? (record?.hash ?? null) : null;
    if (moved === there) return "updated";
    if (moved === hash) return "kept";
    // Its id is made of the row's place in the source: nobody else's row has it by chance.
    if (moved === null && target.idAt !== null && !retried && !isLeaving) return "kept";
    const problem =
      moved === null
        ? `the target has another ${target.table} of this key, and it differs`
        : `it was changed in the source and in the target since it was moved`;
    return { reason: problem, column: null };
  }

  /** Two rows of one key: they are one where they say the same, and else the second is refused. */
  private meet(
    { target, values }: Emission,
    { cursor, repeated }: Pick<PreparedRow, "cursor" | "repeated">,
    other: Candidate,
    what: string,
  ): Problem | { effect: Effect; merged: boolean } {
    const { idAt } = target;
    if (idAt !== null && values[idAt] !== other.values[idAt]) {
      const [id, actualId] = [values[idAt] as string, other.values[idAt] as string];
      if (repeated && (this.aliases.get(id) ?? actualId) !== actualId)
        return { reason: anotherHas(target, "key"), column: null };
      this.settled.aliases.push({ target: target.table, id, actualId });
      this.aliases.set(id, actualId);
    }
    const same = target.columns.every(
      ({ type, incidental }, at) =>
        at === idAt || incidental || valueText(type, values[at]) === valueText(type, other.values[at]),
    );
    const key = keyOf(target.key, values);
    if (same) {
      const apart = idAt !== null && values[idAt] !== other.values[idAt];
      const hash = rowHash(target.columns, apart ? values.with(idAt, other.values[idAt]) : values);
      // By its own key: the other's is that row's own.
      const effect = other.kept ? "kept" : apart ? "merged" : "unchanged";
      this.settled.records.push({ target: target.table, key, hash, cursor, effect });
      return { effect: other.kept ? "kept" : "unchanged", merged: true };
    }
    const merged = this.mergedBefore(target, values);
    if (merged && idAt !== null && this.before.get(values[idAt] as string) === other.values[idAt]) {
      // It is as it was when it was merged: the application has changed the row that both became.
      this.settled.records.push({ ...merged, cursor, effect: "kept" });
      return { effect: "kept", merged: true };
    }
    return { reason: anotherHas(target, what), column: null };
  }

  /** Of a row that an earlier run merged with another, and that is as it was then: what that run noted. */
  private mergedBefore(target: Target, values: readonly unknown[]): RowRecord | null {
    const { idAt } = target;
    const actual = idAt === null ? undefined : this.before.get(values[idAt] as string);
    if (idAt === null || actual === undefined) return null;
    const record = this.context.prior?.recordOf(target.table, keyOf(target.key, values)) ?? null;
    const same = record?.hash === rowHash(target.columns, values.with(idAt, actual));
    return record?.effect === "merged" && same ? record : null;
  }

  /** A row that was another in the target and has a key of its own now: from now on, what refers to it finds it. */
  private separate({ idAt }: Target, values: readonly unknown[]): void {
    // What refers to one that is tried again was moved before.
    if (this.context.retried || idAt === null || !this.aliases.delete(values[idAt] as string)) return;
    this.settled.separate.push(values[idAt] as string);
  }

  /** Whether a row, of this batch or of the target, has one of its unique keys. */
  private isTaken(target: Target, values: readonly unknown[]): boolean {
    return target.unique.some((places, i) => {
      const unique = uniqueText(places, values);
      if (unique === null) return false;
      return this.byUnique.get(target)![i]!.has(unique) || this.existingUnique.get(target)![i]!.has(unique);
    });
  }

  /** The row of the target that has this unique key, where it is another one. */
  private holderOf(target: Target, i: number, unique: string, key: string): Candidate | null {
    const values = this.existingUnique.get(target)![i]!.get(unique);
    if (!values) return null;
    const holder = keyText(keyOf(target.key, values));
    if (holder === key) return null;
    if (this.released.get(target)?.[i]?.has(unique)) {
      this.settled.giving.push({ target, values });
      return null;
    }
    if (this.context.isLeaving?.(target.table, holder)) {
      this.settled.leaving.push({ target, values });
      return null;
    }
    return { values, hash: "" };
  }

  /** A row whose unique key changes gives the old one to whoever wants it, unless it is not as it was moved, and so stays as it is. */
  private release({ target, values }: Emission): void {
    const key = keyOf(target.key, values);
    const known = target.unique.length > 0 ? this.existing.get(target)!.get(keyText(key)) : undefined;
    if (!known || this.held.has(heldText(target, values))) return;
    for (const [i, places] of target.unique.entries()) {
      const old = uniqueText(places, known);
      if (old === null || old === uniqueText(places, values)) continue;
      if (this.context.prior?.recordOf(target.table, key)?.hash !== rowHash(target.columns, known)) return;
      const released = this.released.get(target) ?? target.unique.map(() => new Set<string>());
      this.released.set(target, released);
      released[i]!.add(old);
    }
  }

  /**
   * A new row with the unique key of one that is gone from the source takes its place in the target, so that what refers to that goes on
   * doing so: it is what `insert or replace` does to the row of a unique key. Where nothing can refer to it, it goes.
   */
  private inherit(target: Target, values: unknown[]): unknown[] | null {
    const { idAt } = target;
    const { isLeaving } = this.context;
    if (!isLeaving || idAt === null || target.children.length === 0) return null;
    if (this.existing.get(target)!.has(keyText(keyOf(target.key, values)))) return null;
    for (const [i, places] of target.unique.entries()) {
      const unique = uniqueText(places, values);
      const holder = unique === null ? undefined : this.existingUnique.get(target)![i]!.get(unique);
      const key = holder && keyText(keyOf(target.key, holder));
      if (!holder || !isLeaving(target.table, key!) || this.byKey.get(target)!.has(key!)) continue;
      const [id, actualId] = [values[idAt] as string, holder[idAt] as string];
      this.settled.aliases.push({ target: target.table, id, actualId });
      this.aliases.set(id, actualId);
      values[idAt] = actualId;
      return holder;
    }
    return null;
  }

  private orphanProblem(target: Target, values: readonly unknown[]): Problem | null {
    for (const parent of target.parents) {
      const key = parentKey(parent.target, parent.at, values);
      if (key === null) continue;
      const text = keyText(key);
      if (this.byKey.get(parent.target)?.has(text)) continue;
      const leaves = this.context.isLeaving?.(parent.target.table, text) === true;
      if (!leaves && this.parents.get(parent.target)?.has(text)) continue;
      const column = target.columns[parent.at[0]!]!.name;
      const reason = `${column} refers to a ${parent.target.table} that is not there: it is missing in the source, or in quarantine`;
      return { reason, column };
    }
    return null;
  }

  private note(target: Target, text: string, candidate: Candidate, undo: (() => void)[] | null): void {
    const { values } = candidate;
    this.byKey.get(target)!.set(text, candidate);
    undo?.push(() => this.byKey.get(target)!.delete(text));
    target.unique.forEach((places, i) => {
      const unique = uniqueText(places, values);
      if (unique === null) return;
      this.byUnique.get(target)![i]!.set(unique, candidate);
      undo?.push(() => this.byUnique.get(target)![i]!.delete(unique));
    });
  }

  private marks(): { updates: number; records: number; separate: number } {
    const { updates, records, separate } = this.settled;
    return { updates: updates.length, records: records.length, separate: separate.length };
  }

  private backTo({ updates, records, separate }: ReturnType<Settlement["marks"]>): void {
    this.settled.updates.length = updates;
    this.settled.records.length = records;
    this.settled.separate.length = separate;
  }
}

const anotherHas = ({ table }: Target, what: string): string =>
  `another ${table} has the same ${what} already, and differs from this row`;

const STRENGTH: readonly Effect[] = ["unchanged", "kept", "updated", "inserted"];
const strongest = (a: Effect, b: Effect): Effect => (STRENGTH.indexOf(a) >= STRENGTH.indexOf(b) ? a : b);

/** Where the ids of rows stand that a row refers to: they may be other rows in the target. */
export const parentIds = (target: Target): number[] =>
  target.parents.flatMap(({ at, target: parent }) => (parent.idAt === null ? [] : [at.at(-1)!]));

function parentKey(parent: Target, at: readonly number[], values: readonly unknown[]): unknown[] | null {
  const own = at.map((place) => values[place]);
  if (own.some((value) => value === null)) return null;
  return [...values.slice(0, parent.inWorkspace ? 2 : 1), ...own];
}

/** Null where a part of it is: then it is no key, on either engine. */
function uniqueText(places: readonly number[], values: readonly unknown[]): string | null {
  const key = places.map((at) => values[at]);
  return key.some((value) => value === null) ? null : keyText(key);
}

const columnNames = (target: Target, places: readonly number[]): string =>
  places
    .filter((at) => at > (target.inWorkspace ? 1 : 0))
    .map((at) => target.columns[at]!.name)
    .join(", ");
