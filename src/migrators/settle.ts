import type { Transaction } from "../db/transaction";
import { type Cursor, compareCursors } from "./cursor";
import type { Ledger } from "./ledger";
import type { Effect, RowRecord } from "./packed-rows";
import type { Emission, PreparedRow, Problem } from "./prepare";
import type { PriorRows } from "./prior";
import { rowHash, valueText } from "./row-hash";
import type { Target } from "./target";
import { existingKeys, findRows, keyOf, keyText, type TargetRow } from "./target-rows";

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
}

interface Context {
  tx: Transaction;
  ledger: Ledger;
  prior: PriorRows | null;
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
export async function settle(context: Context, rows: readonly PreparedRow[]): Promise<Settled> {
  return new Settlement(context, rows).settle();
}

class Settlement {
  private readonly settled: Settled = {
    inserts: new Map(),
    updates: [],
    records: [],
    aliases: [],
    separate: [],
    refused: [],
    moved: [],
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

  constructor(
    private readonly context: Context,
    private readonly rows: readonly PreparedRow[],
  ) {}

  async settle(): Promise<Settled> {
    const emissions = this.rows.flatMap((row) => row.emissions);
    await this.findAliases(emissions);
    for (const emission of emissions) this.rename(emission);
    await this.findParents(emissions);
    await this.findExisting(emissions);
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
    for (const record of prior.recordsAt(cursors)) this.settled.records.push({ ...record, effect: "kept" });
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
    { cursor, repeated }: PreparedRow,
    undo: (() => void)[] | null,
  ): Problem | { effect: Effect; merged: boolean } {
    const { target, values, entries } = emission;
    // A row before this one may have turned out to be another.
    this.rename(emission);
    const key = keyOf(target.key, values);
    const text = keyText(key);
    const candidate: Candidate = { values, hash: rowHash(target.columns, values) };
    const record = { target: target.table, key, hash: candidate.hash, cursor };
    const known = this.existing.get(target)!.get(text);
    if (!known && this.wasMoved(target, key)) {
      this.settled.records.push({ ...record, effect: "kept" });
      return { effect: "kept", merged: false };
    }
    const orphan = this.orphanProblem(target, values);
    if (orphan) return orphan;
    const twin = this.byKey.get(target)!.get(text);
    if (twin) return this.meet(emission, cursor, twin, "key");
    for (const [i, places] of target.unique.entries()) {
      const unique = uniqueText(places, values);
      if (unique === null) continue;
      const holder = this.byUnique.get(target)![i]!.get(unique) ?? this.holderOf(target, i, unique, text);
      if (holder) return this.meet(emission, cursor, holder, columnNames(target, places));
    }
    if (known && repeated) return this.meet(emission, cursor, { values: known, hash: "" }, "key");
    const merged = known ? null : this.mergedBefore(target, values);
    if (merged) {
      // Neither the row that both became is there, nor another of its unique key: the application has removed it.
      this.settled.records.push({ ...merged, cursor, effect: "kept" });
      return { effect: "kept", merged: true };
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
    return { effect: outcome, merged: false };
  }

  /** Whether an earlier run moved it; where it is not in the target now, the application has removed it since. */
  private wasMoved(target: Target, key: readonly string[]): boolean {
    const earlier = this.context.prior?.recordOf(target.table, key);
    return earlier !== undefined && earlier !== null && earlier.effect !== "deleted";
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
    // Another row of the same key may have been moved while this one was in quarantine.
    const own = !this.context.retried || (record !== null && compareCursors(record.cursor, cursor) === 0);
    const moved = own ? (record?.hash ?? null) : null;
    if (moved === there) return "updated";
    if (moved === hash) return "kept";
    // Its id is made of the row's place in the source: nobody else's row has it by chance.
    if (moved === null && target.idAt !== null && !this.context.retried) return "kept";
    const problem =
      moved === null
        ? `the target has another ${target.table} of this key, and it differs`
        : `it was changed in the source and in the target since it was moved`;
    return { reason: problem, column: null };
  }

  /** Two rows of one key: they are one where they say the same, and else the second is refused. */
  private meet(
    { target, values }: Emission,
    cursor: Cursor,
    other: Candidate,
    what: string,
  ): Problem | { effect: Effect; merged: boolean } {
    const { idAt } = target;
    if (idAt !== null && values[idAt] !== other.values[idAt]) {
      const [id, actualId] = [values[idAt] as string, other.values[idAt] as string];
      this.settled.aliases.push({ target: target.table, id, actualId });
      this.aliases.set(id, actualId);
    }
    const same = target.columns.every(
      ({ type }, at) => at === idAt || valueText(type, values[at]) === valueText(type, other.values[at]),
    );
    if (same) {
      const effect = other.kept ? "kept" : "unchanged";
      const hash = rowHash(target.columns, idAt === null ? values : values.with(idAt, other.values[idAt]));
      const key = keyOf(target.key, other.values);
      this.settled.records.push({ target: target.table, key, hash, cursor, effect });
      return { effect, merged: true };
    }
    const merged = this.mergedBefore(target, values);
    if (merged && keyText(merged.key) === keyText(keyOf(target.key, other.values))) {
      // It is as it was when it was merged: the application has changed the row that both became.
      this.settled.records.push({ ...merged, cursor, effect: "kept" });
      return { effect: "kept", merged: true };
    }
    const reason = `another ${target.table} has the same ${what} already, and differs from this row`;
    return { reason, column: null };
  }

  /** Of a row that an earlier run merged with another, and that is as it was then: what that run noted. */
  private mergedBefore(target: Target, values: readonly unknown[]): RowRecord | null {
    const { idAt } = target;
    const actual = idAt === null ? undefined : this.before.get(values[idAt] as string);
    if (idAt === null || actual === undefined) return null;
    const row = values.with(idAt, actual);
    const record = this.context.prior?.recordOf(target.table, keyOf(target.key, row)) ?? null;
    return record?.hash === rowHash(target.columns, row) ? record : null;
  }

  /** A row that was another in the target and has a key of its own now: from now on, what refers to it finds it. */
  private separate({ idAt }: Target, values: readonly unknown[]): void {
    // What refers to one that is tried again was moved before.
    if (this.context.retried || idAt === null || !this.aliases.delete(values[idAt] as string)) return;
    this.settled.separate.push(values[idAt] as string);
  }

  /** The row of the target that has this unique key, where it is another one. */
  private holderOf(target: Target, i: number, unique: string, key: string): Candidate | null {
    const values = this.existingUnique.get(target)![i]!.get(unique);
    if (!values || keyText(keyOf(target.key, values)) === key) return null;
    return { values, hash: "" };
  }

  private orphanProblem(target: Target, values: readonly unknown[]): Problem | null {
    for (const parent of target.parents) {
      const key = parentKey(parent.target, parent.at, values);
      if (key === null) continue;
      const text = keyText(key);
      if (this.parents.get(parent.target)?.has(text) || this.byKey.get(parent.target)?.has(text)) continue;
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
