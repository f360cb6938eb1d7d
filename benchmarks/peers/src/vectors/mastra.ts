import type { PgVector } from "@mastra/pg" with { "resolution-mode": "import" };
import { DIMENSIONS, NEIGHBORS, type VectorQuery } from "./data.js";
import type { Filled, Hit, Searcher } from "./searcher.js";

const BATCH = 500;

/** Of an HNSW index: connections of each node, and candidates while it is built. */
export interface Graph {
  m: number;
  efConstruction: number;
}

/** What Mastra makes where only `type: "hnsw"` is given. */
export const MASTRA_DEFAULT: Graph = { m: 8, efConstruction: 32 };
/** What pgvector makes where nothing is given, as for the subject's index. */
export const PGVECTOR_DEFAULT: Graph = { m: 16, efConstruction: 64 };

/** Mastra's vectors in PostgreSQL. The item is the metadata of its vector. */
export class MastraVectors {
  private constructor(private readonly vectors: PgVector) {}

  /** Loaded where it is used: other parts of the comparison do without it. */
  static async open(connectionString: string, schemaName: string, max: number): Promise<MastraVectors> {
    const { PgVector } = await import("@mastra/pg");
    return new MastraVectors(new PgVector({ id: "peers", connectionString, schemaName, max }));
  }

  /** The graph is made behind the rows, which is faster and, if anything, a better one. */
  async fill(indexName: string, hnsw: Graph, { data, ids }: Filled): Promise<void> {
    const index = { indexName, dimension: DIMENSIONS, metric: "cosine" } as const;
    await this.vectors.createIndex({ ...index, buildIndex: false });
    for (let from = 0; from < ids.length; from += BATCH)
      await this.vectors.upsert({
        indexName,
        ids: ids.slice(from, from + BATCH),
        vectors: data.vectors.slice(from, from + BATCH).map((vector) => [...vector]),
        metadata: data.texts.slice(from, from + BATCH).map((text) => ({ type: "fact", text })),
      });
    await this.vectors.buildIndex({ ...index, indexConfig: { type: "hnsw", hnsw } });
  }

  /** @param ef candidates that a search keeps: its depth */
  searcher(indexName: string, ef: number): Searcher {
    return {
      search: async ({ vector }: VectorQuery): Promise<Hit[]> => {
        const found = await this.vectors.query({
          indexName,
          queryVector: [...vector],
          topK: NEIGHBORS,
          ef,
        });
        return found.map(({ id, metadata }) => ({ id, text: metadata?.text }));
      },
    };
  }

  close(): Promise<void> {
    return this.vectors.disconnect();
  }
}
