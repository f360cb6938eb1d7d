import type { Call } from "../call";
import type { SearchEntry } from "../search/search-rows";
import { MOST_INDEXED_AT_ONCE } from "./most-indexed";

interface Portioned<V> {
  rows: readonly V[];
  textsOf: (row: V) => readonly Pick<SearchEntry, "text">[];
}

/**
 * Does `work` with all rows at once, or, where their texts are long, with some after the other in
 * one transaction: between its statements others have their turn.
 */
export async function inPortions<V, R>(
  call: Call,
  { rows, textsOf }: Portioned<V>,
  work: (call: Call, rows: readonly V[]) => Promise<R[]>,
): Promise<R[]> {
  const portions = rows.length > 1 ? portionsOf(rows, textsOf) : [rows];
  if (portions.length < 2) return work(call, rows);
  return call.transaction(async (tx) => {
    const results: R[] = [];
    for (const portion of portions) for (const result of await work(tx, portion)) results.push(result);
    return results;
  });
}

function portionsOf<V>(rows: readonly V[], textsOf: Portioned<V>["textsOf"]): V[][] {
  const portions: V[][] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const own = textsOf(row).reduce((sum, { text }) => sum + text.length, 0);
    if (characters + own > MOST_INDEXED_AT_ONCE) {
      portions.push([]);
      characters = 0;
    }
    portions.at(-1)!.push(row);
    characters += own;
  }
  return portions;
}
