import type { RetrievalData } from "../../../../dist/benchmarks/fill/made-vectors.js";

export { DIMENSIONS, makeData, NEIGHBORS } from "../../../../dist/benchmarks/fill/made-vectors.js";
export type VectorData = RetrievalData;
export type VectorQuery = RetrievalData["queries"][number];

/** An embedder: the vectors of known texts, so that no model takes part in the measurement. */
export function embedderOf({ texts, vectors, queries }: VectorData) {
  const known = new Map<string, Float32Array>(queries.map(({ text, vector }) => [text, vector]));
  for (const [i, text] of texts.entries()) known.set(text, vectors[i]!);
  const vectorOf = (text: string): number[] => [...known.get(text)!];
  return {
    embedDocuments: async (wanted: string[]): Promise<number[][]> => wanted.map(vectorOf),
    embedQuery: async (text: string): Promise<number[]> => vectorOf(text),
  };
}
