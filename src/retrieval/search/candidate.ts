import type { Source } from "../sources";
import type { RetrievalParts } from "../types";

/** One row that a leg has found, with what is known of it. */
export interface Candidate {
  source: Source;
  id: string;
  parts: RetrievalParts;
  vector: Float32Array | null;
  score: number;
  row: { id: string };
  time: number;
  text: string;
}

/** A candidate before its row is read. */
export type Found = Pick<Candidate, "source" | "id" | "vector"> & {
  parts: Pick<RetrievalParts, "cosine" | "lexical" | "words">;
};
