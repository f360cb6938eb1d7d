import {
  close,
  type Entry,
  endOf,
  entriesOf,
  type Fact,
  type FactRow,
  place,
  startOf,
} from "../periods/fact";
import type { GraphAttrs } from "../types";

export interface Ends {
  /** The ids of the nodes that are merged. */
  merged: ReadonlySet<string>;
  into: string;
  now: Date;
}

/** What becomes of the edges of merged nodes. */
export interface United {
  moved: number;
  loops: number;
  /** The closed edges whose provenance goes to another edge, with the id of that one. */
  successors: [from: string, to: string][];
}

/**
 * Moves the rows of merged nodes to the facts of the survivor, in memory. An edge that would become
 * a loop is closed: it said something of two nodes. A loop stays one.
 *
 * @param facts the survivor's facts, which get the rows
 */
export function moveRows(
  rows: readonly FactRow[],
  { merged, into, now }: Ends,
  factAt: (row: FactRow) => Fact,
): Pick<United, "moved" | "loops"> {
  let loops = 0;
  const end = (id: string): string => (merged.has(id) ? into : id);
  for (const entry of entriesOf(rows)) {
    const { row } = entry;
    const before = row.from === row.to;
    // The number belongs to the former fact: 0 asks for a new one.
    entry.row = { ...row, from: end(row.from), to: end(row.to), period: 0, others: false };
    entry.row.version++;
    entry.row.updatedAt = now;
    const fact = factAt(entry.row);
    if (row.recordedTo !== null) {
      fact.closed.push(entry);
      continue;
    }
    place(fact, entry);
    if (before || entry.row.from !== entry.row.to) continue;
    closeMoved(fact, entry, now);
    loops++;
  }
  return { moved: rows.length, loops };
}

/**
 * Joins overlapping periods: one edge of them gets the whole time, and the others are closed. The
 * survivor's own edge comes before moved ones, and among these the oldest. Its weight and
 * attributes win; attributes that it lacks come from the others.
 */
export function uniteOverlaps(fact: Fact, now: Date): United["successors"] {
  const successors: United["successors"] = [];
  for (const group of groupsOf(fact.current)) {
    if (group.length === 1) continue;
    const [kept, ...others] = [...group].sort(byRank) as [Entry, ...Entry[]];
    const first = group[0]!.row.validFrom;
    const last = group.reduce((a, b) => (endOf(b) > endOf(a) ? b : a)).row.validTo;
    const attrs: GraphAttrs = Object.assign(
      {},
      ...[...others].reverse().map(({ row }) => row.attrs),
      kept.row.attrs,
    );
    const version = kept.stored!.version + 1;
    for (const other of others) {
      closeMoved(fact, other, now);
      successors.push([other.row.id, kept.row.id]);
    }
    kept.row = { ...kept.row, attrs, validFrom: first, validTo: last, version, updatedAt: now };
  }
  return successors;
}

/** Closes a row, which a merge counts as one change of it. */
function closeMoved(fact: Fact, entry: Entry, now: Date): void {
  close(fact, entry, now);
  entry.row.version = entry.stored!.version + 1;
}

/** Groups of periods that overlap, each with the next. The entries are by time. */
function groupsOf(entries: readonly Entry[]): Entry[][] {
  const groups: Entry[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last && startOf(entry) < end) last.push(entry);
    else groups.push([entry]);
    end = Math.max(end, endOf(entry));
  }
  return groups;
}

const isOwn = ({ row, stored }: Entry): boolean => row.from === stored!.from && row.to === stored!.to;

function byRank(a: Entry, b: Entry): number {
  if (isOwn(a) !== isOwn(b)) return isOwn(a) ? -1 : 1;
  const age = a.row.createdAt.getTime() - b.row.createdAt.getTime();
  return age !== 0 ? age : a.row.id < b.row.id ? -1 : 1;
}
