import { hasCode, notFound } from "../../../core/errors";
import type { Call } from "../../../db/call";
import { changedRow } from "../../../db/collections/change";
import { merged, type RowChange } from "../../../db/collections/upsert";
import { atVersion } from "../../../db/collections/version";
import { retryOnUniqueViolation } from "../../../db/retry";
import { sql } from "../../../dialect/sql";
import { checkMerged, explained, factOf, graphEdge, latestEdge, latestEdges } from "../edge";
import type { GraphEdge, GraphEdgeKey } from "../types";
import { changeFact, type How } from "./change";
import { type Entry, type Fact, factOfRows, needsNumbers, number } from "./fact";
import { currentRows, lockSources, numbersOf, readEdge, writeEntries } from "./rows";

/**
 * Upserts edges, all or none. A call without starts of periods changes the latest period of each
 * fact, in one statement. So does a call with starts where each is of its fact's only period, or of
 * a new fact; otherwise the statement is refused, and a transaction compares the periods.
 *
 * @returns the edge of each change, as it is now
 */
export async function upsertEdges(call: Call, wanted: readonly RowChange[], how: How): Promise<GraphEdge[]> {
  if (wanted.length === 0) return [];
  try {
    return await upsert(call, wanted, how);
  } catch (error) {
    throw await explained(call, error, wanted);
  }
}

async function upsert(call: Call, wanted: readonly RowChange[], how: How): Promise<GraphEdge[]> {
  const { revise, ifVersion } = how;
  const starts = wanted.filter(({ given }) => given.has("validFrom")).length;
  if (!revise && starts === 0) {
    checkMerged(wanted);
    return ifVersion === undefined
      ? upsertLatest(call, wanted)
      : [await updateLatest(call, wanted[0]!, ifVersion)];
  }
  const facts = new Set(wanted.map(({ key }) => key));
  // A refused statement would end a transaction of the caller's.
  const isSimple = starts === wanted.length && facts.size === wanted.length && !call.inTransaction;
  if (!revise && isSimple && ifVersion === undefined) {
    const edges = await upsertLatest(call, wanted).catch((error: unknown) => {
      if (hasCode(error, "validation") && error.cause !== undefined) return null;
      throw error;
    });
    if (edges !== null) return edges;
  }
  return retryOnUniqueViolation(() => call.transaction((tx) => changeFacts(tx, wanted, how)));
}

async function upsertLatest(call: Call, wanted: readonly RowChange[]): Promise<GraphEdge[]> {
  const statement = latestEdges.statement(call, wanted);
  const rows = await retryOnUniqueViolation(() => call.all(statement, graphEdge.columns));
  const byFact = new Map(rows.map((row) => [factOf(row), row]));
  return wanted.map(({ key }) => byFact.get(key)!);
}

function updateLatest(call: Call, change: RowChange, ifVersion: number): Promise<GraphEdge> {
  const ends = change.row as unknown as GraphEdgeKey;
  const where = sql`${latestEdge.is(ends)}${atVersion(ifVersion)}`;
  const statement = latestEdges.update(call, change, where);
  return changedRow(
    call,
    {
      key: { describe: () => "the edge", is: latestEdge.is },
      rows: latestEdge,
      missing: () => notFound("edge of this from, type and to", undefined, "to"),
    },
    ends,
    { statement, returns: graphEdge.columns, ifVersion },
  );
}

async function changeFacts(tx: Call, wanted: readonly RowChange[], how: How): Promise<GraphEdge[]> {
  const keys = new Map(merged(wanted).map(({ key, row }) => [key, row as unknown as GraphEdgeKey]));
  await lockSources(tx, [...keys.values()].map(({ from }) => from).sort());
  const rows = await currentRows(tx, [...keys.values()]);
  const facts = new Map([...keys.keys()].map((key) => [key, factOfRows(rows.get(key) ?? [])]));
  const entries = wanted.map((change) => changeFact(facts.get(change.key)!, change, how));
  await writeFacts(tx, facts);
  return entries.map(({ row }) => readEdge(row));
}

/** Numbers the rows of facts, by their keys, and writes what has changed. */
export async function writeFacts(tx: Call, facts: ReadonlyMap<string, Fact>): Promise<void> {
  const unnumbered = [...facts.values()].filter(needsNumbers);
  const numbers = await numbersOf(
    tx,
    unnumbered.map((fact) => rowsOf(fact)[0]!.row),
  );
  for (const [key, fact] of facts) number(fact, numbers.get(key) ?? { lowest: 0, highest: 0 });
  await writeEntries(tx, [...facts.values()].flatMap(rowsOf));
}

const rowsOf = ({ current, closed }: Fact): Entry[] => [...current, ...closed];
