import type { EmbeddingModelRow } from "../../../entities/embedding";
import { checkFloats, checkVector } from "../../core/vectors/vector";
import type { Call } from "../call";
import { modelOfGiven } from "../embedding/default-model";
import { ensureModel } from "../embedding/models";
import type { RowVectors } from "../insertion";

/** Vectors that came with inputs, and the model that they are of. */
export interface GivenVectors {
  model: Pick<EmbeddingModelRow, "name" | "bits">;
  /** In the order of the inputs; undefined for one without. */
  vectors: readonly (Float32Array | undefined)[];
}

/** The same by the rows that were made of the inputs, in their order. */
export function vectorsOfRows<V>(given: GivenVectors | null, rows: readonly V[]): RowVectors<V> | null {
  if (given === null) return null;
  const byRow = new Map(rows.map((row, i) => [row, given.vectors[i]]));
  return { model: given.model, of: (row) => byRow.get(row) };
}

/**
 * Checks vectors that are written with rows, and makes their model's row where the tenant lacks it.
 * Whatever else is checked of the rows comes first, so that an input that is refused leaves no
 * model behind.
 *
 * @param given as validation copied them; null and undefined: none
 * @param pathOf names an input's vector in errors, such as `items[3].embedding`
 * @returns null where none was given, and no promise of it: a call without vectors must not wait
 * before it is sent, else calls that were made after it come first
 * @throws UnifiedStoreError `validation`: another number of dimensions than the model's, NaN, all
 * zeros
 */
export function givenVectors(
  call: Call,
  given: readonly unknown[],
  pathOf: (i: number) => string,
): Promise<GivenVectors> | null {
  const vectors = given.map((each, i) =>
    each === undefined || each === null ? undefined : checked(each, pathOf(i)),
  );
  const first = vectors.find((each) => each !== undefined);
  return first === undefined ? null : ofOneModel(call, vectors, { dimensions: first.length, pathOf });
}

async function ofOneModel(
  call: Call,
  vectors: GivenVectors["vectors"],
  { dimensions, pathOf }: { dimensions: number; pathOf: (i: number) => string },
): Promise<GivenVectors> {
  const shape = await modelOfGiven(call, dimensions);
  vectors.forEach((vector, i) => {
    if (vector !== undefined && vector.length !== shape.dimensions) checkVector(vector, pathOf(i), shape);
  });
  return { model: await ensureModel(call, shape), vectors };
}

/** Validation has copied a list of numbers to floats. */
const checked = (given: unknown, path: string): Float32Array =>
  given instanceof Float32Array ? checkFloats(given, path) : checkVector(given, path);
