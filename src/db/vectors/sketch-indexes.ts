import type { EmbeddingModelRow } from "../../../entities/embedding";
import { sketchLength } from "../../core/vectors/sketch";
import type {
  SketchIndex,
  SketchIndexes,
  SketchIndexesFound,
  SketchIndexRow,
  SketchPlace,
} from "../../dialect/vectors/sketch-indexes";
import type { Call } from "../call";
import { failure } from "../failure";
import { selection } from "../table";

/**
 * How long what was found is believed, in milliseconds. An index that another process makes is used
 * after a minute. One that was dropped costs time until then, since the database scans instead.
 */
const MOST_AGE_MS = 60_000;
/** The same where there is no extension: that hardly changes. */
const MOST_AGE_WITHOUT_MS = 600_000;

/** A fewer number of vectors is compared as fast as an index is read: 2.4 ms for 1,000. */
export const LEAST_INDEXED = 1000;

const LOOKED = selection<SketchIndexRow>({ kind: "name", name: "name", detail: "name" });

interface Known {
  found: SketchIndexesFound;
  until: number;
}

const databases = new WeakMap<object, Known>();

export const sketchPlace = (
  { tenant, workspace }: Call,
  table: string,
  { name, dimensions, bits }: Pick<EmbeddingModelRow, "name" | "dimensions" | "bits">,
): SketchPlace => ({ table, tenant, workspace, model: name, bits: sketchLength(dimensions, bits) * 8 });

/** The index of a place as of at most a minute ago; null: a search compares all sketches. */
export async function sketchIndexOf(call: Call, place: SketchPlace): Promise<SketchIndex | null> {
  const indexes = call.database.dialect?.sketchIndexes ?? null;
  return indexes && (await look(call, indexes)).find(place);
}

/** What a database has of such indexes. Callers of the same time may ask twice. */
async function look(call: Call, indexes: SketchIndexes): Promise<SketchIndexesFound> {
  const known = databases.get(call.database);
  if (known && known.until > performance.now()) return known.found;
  const found = indexes.found(await call.all(indexes.look, LOOKED));
  const age = found.unusable === null ? MOST_AGE_MS : MOST_AGE_WITHOUT_MS;
  databases.set(call.database, { found, until: performance.now() + age });
  return found;
}

/** After a change of indexes, or where one cannot be used any more. */
export const forgetSketchIndexes = (call: Call): boolean => databases.delete(call.database);

/** Why no index can be made; null: it can. */
export async function sketchIndexProblem(call: Call): Promise<string | null> {
  const { sketchIndexes, engine } = call.database.dialect!;
  if (!sketchIndexes) return `${engine} has no index for vectors: a search compares their sketches`;
  forgetSketchIndexes(call);
  return (await look(call, sketchIndexes)).unusable;
}

/** @returns `building` where another session is at it */
export const createSketchIndex = (
  call: Call,
  place: SketchPlace,
): Promise<"created" | "existing" | "building"> =>
  changing(call, (indexes) => indexes.create(place, call.signal));

/** Drops indexes of the tenant that no vector is in. */
export const dropEmptySketchIndexes = (call: Call): Promise<string[]> =>
  changing(call, (indexes) => indexes.dropEmpty(call.tenant, call.signal));

async function changing<T>(call: Call, work: (indexes: SketchIndexes) => Promise<T>): Promise<T> {
  const dialect = call.database.dialect!;
  try {
    return await work(dialect.sketchIndexes!);
  } catch (error) {
    throw failure(error, dialect, call.operationContext, call.signal, false);
  } finally {
    forgetSketchIndexes(call);
  }
}
