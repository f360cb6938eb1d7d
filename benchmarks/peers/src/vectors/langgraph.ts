import { type BaseStore, InMemoryStore } from "@langchain/langgraph-checkpoint";
import { PostgresStore } from "@langchain/langgraph-checkpoint-postgres/store";
import { SCOPE } from "../peer.js";
import { DIMENSIONS, embedderOf, NEIGHBORS, type VectorQuery } from "./data.js";
import type { Filled, Hit, Searcher } from "./searcher.js";

const NAMESPACE = [SCOPE.tenant, SCOPE.workspace, "fact"];
const FIELDS = ["text"];
const BATCH = 500;
/** A put computes on the server, for its index, and waits for each statement. */
const LOADERS = 2;

/**
 * LangGraph's stores with an index of vectors. A search takes a text, and asks the embedder for its
 * vector: here, that is a look into a map.
 */
export class LangGraphVectors implements Searcher {
  private constructor(private readonly store: BaseStore) {}

  static async inMemory(filled: Filled): Promise<LangGraphVectors> {
    const embeddings = embedderOf(filled.data);
    // Only its two functions are called. The class of the type is for providers of models.
    const index = { dims: DIMENSIONS, embeddings: embeddings as never, fields: FIELDS };
    const langGraph = new LangGraphVectors(new InMemoryStore({ index }));
    await langGraph.fill(filled);
    return langGraph;
  }

  static async postgres(url: string, schema: string, max: number, filled: Filled): Promise<LangGraphVectors> {
    const index = { dims: DIMENSIONS, embed: embedderOf(filled.data), fields: FIELDS };
    const open = (options: string): LangGraphVectors =>
      new LangGraphVectors(
        new PostgresStore({ connectionOptions: { connectionString: url, max, options }, schema, index }),
      );
    // Does not wait for the disk, because this part is not measured.
    const loader = open("-c synchronous_commit=off");
    try {
      await loader.fill(filled);
    } finally {
      await loader.close();
    }
    return open("");
  }

  private async fill({ data, ids }: Filled): Promise<void> {
    await this.store.start();
    const puts = data.texts.map((text, i) => ({ namespace: NAMESPACE, key: ids[i]!, value: { text } }));
    let next = 0;
    const load = async (): Promise<void> => {
      while (next < puts.length) {
        const batch = puts.slice(next, next + BATCH);
        next += BATCH;
        await this.store.batch(batch);
      }
    };
    await Promise.all(Array.from({ length: LOADERS }, load));
  }

  async search({ text: query }: VectorQuery): Promise<Hit[]> {
    const items = await this.store.search(NAMESPACE, { query, limit: NEIGHBORS });
    return items.map(({ key, value }) => ({ id: key, text: value.text }));
  }

  close(): unknown {
    return this.store.stop();
  }
}
