import { cosine } from "../../src/core/vectors/similarity";
import { sentenceOf, vocabulary } from "./made-texts";

export const DIMENSIONS = 384;
/** Vectors of real texts form clusters too; this many items are in each. */
const PER_CLUSTER = 200;
/** Of the noise around a cluster's center, whose numbers have the deviation 1. */
const NOISE = 0.8;
/** Recall is counted among this many neighbors. */
export const NEIGHBORS = 10;

/** The same numbers in each run: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A normal deviate (Box and Muller, 1958). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Texts with vectors, and queries that are not among them. */
export interface RetrievalData {
  texts: readonly string[];
  vectors: readonly Float32Array[];
  queries: readonly RetrievalQuery[];
}

export interface RetrievalQuery {
  text: string;
  vector: Float32Array;
  /** The places of its nearest vectors by exact cosine similarity, nearest first. */
  nearest: readonly number[];
}

/**
 * @param count how many texts
 * @param asked how many queries
 */
export function makeData(count: number, asked: number): RetrievalData {
  const random = randomOf(14);
  const words = vocabulary(random);
  const centers = Array.from({ length: Math.ceil(count / PER_CLUSTER) }, () => vectorNear(null, random));
  const center = (): Float32Array => centers[Math.floor(random() * centers.length)]!;
  const texts = Array.from({ length: count }, () => sentenceOf(words, random));
  const vectors = Array.from({ length: count }, () => vectorNear(center(), random));
  const queries = Array.from({ length: asked }, () => {
    const vector = vectorNear(center(), random);
    return { text: sentenceOf(words, random), vector, nearest: nearestOf(vectors, vector) };
  });
  return { texts, vectors, queries };
}

function vectorNear(center: Float32Array | null, random: () => number): Float32Array {
  return Float32Array.from({ length: DIMENSIONS }, (_, i) =>
    center === null ? normal(random) : center[i]! + NOISE * normal(random),
  );
}

function nearestOf(vectors: readonly Float32Array[], sought: Float32Array): number[] {
  const scores = vectors.map((vector, i) => [cosine(vector, sought), i] as const);
  return scores
    .sort(([a], [b]) => b - a)
    .slice(0, NEIGHBORS)
    .map(([, i]) => i);
}
