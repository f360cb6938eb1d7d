import type { GraphEdge } from "../types";

/** A stored edge with its hidden members. */
export interface FactRow extends GraphEdge {
  /** 0: the latest current period; positive: another current one; negative: closed. */
  period: number;
  others: boolean;
}

/** A row of a fact during a change. */
export interface Entry {
  row: FactRow;
  /** As it is in the table; null for a new row. */
  stored: FactRow | null;
}

/** A fact during a change: its current rows, by time, and the rows that the change closes. */
export interface Fact {
  current: Entry[];
  closed: Entry[];
}

export const startOf = ({ row }: Entry): number => row.validFrom?.getTime() ?? Number.NEGATIVE_INFINITY;
export const endOf = ({ row }: Entry): number => row.validTo?.getTime() ?? Number.POSITIVE_INFINITY;

const byTime = (a: Entry, b: Entry): number => {
  const [first, second] = [startOf(a), startOf(b)];
  return first === second ? 0 : first < second ? -1 : 1;
};

/** The entries of stored rows. */
export const entriesOf = (rows: readonly FactRow[]): Entry[] =>
  rows.map((stored) => ({ row: { ...stored }, stored }));

/** The current rows of one fact. */
export const factOfRows = (rows: readonly FactRow[]): Fact => ({
  current: entriesOf(rows).sort(byTime),
  closed: [],
});

/** Adds a row at its place in time. */
export function place(fact: Fact, entry: Entry): void {
  fact.current.push(entry);
  fact.current.sort(byTime);
}

/** Ends the transaction time of a row. A clock that went back does not make the time negative. */
export function close(fact: Fact, entry: Entry, now: Date): void {
  fact.current = fact.current.filter((each) => each !== entry);
  const { recordedFrom, version } = entry.row;
  const recordedTo = now < recordedFrom ? recordedFrom : now;
  entry.row = { ...entry.row, recordedTo, version: version + 1, updatedAt: now };
  fact.closed.push(entry);
}

/** The numbers that rows of a fact have, to give others to new ones. */
export interface Numbers {
  lowest: number;
  highest: number;
}

/** True where `number` needs the numbers that are taken. */
export const needsNumbers = ({ current, closed }: Fact): boolean =>
  closed.some(({ row }) => row.period >= 0) ||
  current.slice(0, -1).some(({ stored, row }) => stored === null || row.period <= 0);

/** Gives each row its number: the latest current one is 0, and a closed one is negative. */
export function number({ current, closed }: Fact, numbers: Numbers): void {
  const taken = { lowest: Math.min(0, numbers.lowest), highest: Math.max(0, numbers.highest) };
  for (const { row } of closed) if (row.period >= 0) row.period = --taken.lowest;
  for (const [i, { row, stored }] of current.entries()) {
    if (i === current.length - 1) row.period = 0;
    else if (stored === null || row.period <= 0) row.period = ++taken.highest;
    row.others = row.period === 0 && current.length > 1;
  }
}
