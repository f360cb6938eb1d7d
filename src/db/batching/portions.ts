import type { Call } from "../call";
import type { SearchEntry } from "../search/search-rows";
import { MOST_INDEXED_AT_ONCE } from "./most-indexed";

interface Portioned<V> {
  rows: readonly V[];
  entriesOf: (row: V) => readonly Pick<SearchEntry, "text" | "vector">[];
}

/**
 * Does `work` with all rows at once, or, where their texts and vectors are long, with some after
 * the other in one transaction: between its statements others have their turn.
 */
export async function inPortions<V, R>(
  call: Call,
  { rows, entriesOf }: Portioned<V>,
  work: (call: Call, rows: readonly V[]) => Promise<R[]>,
): Promise<R[]> {
  const portions = rows.length > 1 ? portionsOf(rows, entriesOf) : [rows];
  if (portions.length < 2) return work(call, rows);
  return call.transaction(async (tx) => {
    const results: R[] = [];
    for (const portion of portions) for (const result of await work(tx, portion)) results.push(result);
    return results;
  });
}

/**
 * Writing a number of a vector takes less than indexing a character of a text, by ten times and
 * more. Their bytes have to fit into one message, at four to eight characters a number.
 */
const weightOf = (vector: Float32Array | undefined): number => (vector?.length ?? 0) / 4;

function portionsOf<V>(rows: readonly V[], entriesOf: Portioned<V>["entriesOf"]): V[][] {
  const portions: V[][] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const own = entriesOf(row).reduce((sum, { text, vector }) => sum + text.length + weightOf(vector), 0);
    if (characters + own > MOST_INDEXED_AT_ONCE) {
      portions.push([]);
      characters = 0;
    }
    portions.at(-1)!.push(row);
    characters += own;
  }
  return portions;
}
