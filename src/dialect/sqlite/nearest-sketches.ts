import { hammingDistances, wordsOf } from "../../core/vectors/sketch";

/** Bytes of an id as text. */
const ID = 36;
const NUL = "\0";

/** Rows of sketches, each member one after the other without a gap; null where there is no row. */
interface Concatenated {
  sketches: Buffer | null;
  ids: Buffer | null;
  /** With a NUL between two of them: a part has none. */
  parts: Buffer | null;
}

interface Near {
  distance: number;
  id: string;
  part: string;
}

/**
 * The rows with the nearest sketches as JSON: `[id, part, distance]` of each, nearest first, and of
 * equal distances by id and part.
 */
export function nearestSketches(
  { sketches, ids, parts }: Concatenated,
  sought: Buffer,
  limit: number,
): string {
  if (sketches === null || ids === null) return "[]";
  const distances = hammingDistances(sketches, wordsOf(sought));
  const farthest = distanceOf(distances, limit, sought.length * 8);
  const partAt = partsOf(parts ?? Buffer.alloc(0), distances.length);
  const found: Near[] = [];
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i]!;
    if (distance <= farthest)
      found.push({ distance, id: ids.toString("latin1", i * ID, (i + 1) * ID), part: partAt(i) });
  }
  const nearest = found.sort(inOrder).slice(0, limit);
  return JSON.stringify(nearest.map(({ id, part, distance }) => [id, part, distance]));
}

const inOrder = (a: Near, b: Near): number =>
  a.distance - b.distance || compare(a.id, b.id) || Buffer.from(a.part).compare(Buffer.from(b.part));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The distance that as many rows have at most, by counting how many have each. */
function distanceOf(distances: Uint32Array, rows: number, most: number): number {
  const counts = new Uint32Array(most + 1);
  for (const distance of distances) counts[distance]!++;
  let within = 0;
  for (let distance = 0; distance <= most; distance++) {
    within += counts[distance]!;
    if (within >= rows) return distance;
  }
  return most;
}

function partsOf(parts: Buffer, count: number): (row: number) => string {
  // Most rows have one part, whose name is empty.
  if (parts.length === count - 1) return () => "";
  const all = parts.toString().split(NUL);
  return (row) => all[row]!;
}
