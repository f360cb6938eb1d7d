import type { Call } from "../../../db/call";
import { selection } from "../../../db/table";
import { AnyOf, sql } from "../../../dialect/sql";
import { factOf, graphEdge } from "../edge";
import { type Fact, type FactRow, factOfRows } from "../periods/fact";
import { currentRows, lockSources, rowsWhere } from "../periods/rows";
import { writeFacts } from "../periods/upsert";
import { type Ends, moveRows, type United, uniteOverlaps } from "./unite";

const SOURCE = selection<{ from: string }>({ from: "uuid" });

/** Moves the edges of merged nodes to the survivor. The merged nodes are locked already. */
export async function moveEdges(tx: Call, ends: Ends): Promise<United> {
  const { merged, into } = ends;
  const rows = await edgesOf(tx, [...merged]);
  if (rows.length === 0) return { moved: 0, loops: 0, successors: [] };
  const moved = (row: FactRow) => ({
    from: merged.has(row.from) ? into : row.from,
    type: row.type,
    to: merged.has(row.to) ? into : row.to,
  });
  const targets = new Map(rows.map((row) => [factOf(moved(row)), moved(row)]));
  const own = await currentRows(tx, [...targets.values()]);
  const facts = new Map<string, Fact>(
    [...targets.keys()].map((key) => [key, factOfRows(own.get(key) ?? [])]),
  );
  const counted = moveRows(rows, ends, (row) => facts.get(factOf(row))!);
  const successors = [...facts.values()].flatMap((fact) => uniteOverlaps(fact, ends.now));
  await writeFacts(tx, facts);
  return { ...counted, successors };
}

/**
 * All edges of these nodes, locked. First the sources of the edges are locked: so no change of the
 * periods of a fact is under way, and none can begin.
 */
async function edgesOf(tx: Call, ids: readonly string[]): Promise<FactRow[]> {
  const list = new AnyOf("uuid", ids);
  const sources = await tx.all(
    sql`
      select distinct t.from_id from ${graphEdge.name} as t
      where (${tx.inScope("t")} and t.from_id ${list}) or (${tx.inScope("t")} and t.to_id ${list})`,
    SOURCE,
  );
  if (sources.length === 0) return [];
  await lockSources(
    tx,
    sources.map(({ from }) => from),
  );
  const found = await rowsWhere(
    tx,
    sql`((${tx.inScope("t")} and t.from_id ${list}) or (${tx.inScope("t")} and t.to_id ${list}))`,
  );
  return [...found.values()].flat();
}
