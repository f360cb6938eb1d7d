/** Queries whose vectors are kept: some 2 MB at 384 dimensions. */
const MOST = 1000;

/** Least recently used: the vectors of the last queries. They are never stale. */
export class QueryCache {
  /** In the order of their last use. */
  private readonly vectors = new Map<string, Float32Array>();

  get(text: string): Float32Array | undefined {
    const vector = this.vectors.get(text);
    if (vector === undefined) return undefined;
    this.vectors.delete(text);
    this.vectors.set(text, vector);
    return vector;
  }

  clear(): void {
    this.vectors.clear();
  }

  set(text: string, vector: Float32Array): void {
    this.vectors.set(text, vector);
    if (this.vectors.size > MOST) this.vectors.delete(this.vectors.keys().next().value!);
  }
}
