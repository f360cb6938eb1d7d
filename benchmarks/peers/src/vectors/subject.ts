import type { Scope, UnifiedStoreManager } from "../../../../dist/src/index.js";
import { SCOPE } from "../peer.js";
import { NEIGHBORS, type VectorData, type VectorQuery } from "./data.js";
import type { Hit, Searcher } from "./searcher.js";

const BATCH = 500;

/** Memory items with vectors, as an application adds them. */
export class Subject implements Searcher {
  readonly scope: Scope;
  /** How the last search has found its candidates. */
  path: string | null = null;

  constructor(stores: UnifiedStoreManager) {
    this.scope = stores.scope(SCOPE);
  }

  /** @returns the ids, by place in the data */
  async fill({ texts, vectors }: VectorData): Promise<string[]> {
    const ids: string[] = [];
    for (let from = 0; from < texts.length; from += BATCH) {
      const items = texts
        .slice(from, from + BATCH)
        .map((text, i) => ({ type: "fact", content: { text }, embedding: vectors[from + i]! }));
      ids.push(...(await this.scope.memory.addMany(items)).map(({ id }) => id));
    }
    return ids;
  }

  async search({ vector }: VectorQuery): Promise<Hit[]> {
    const { hits, notes } = await this.scope.retrieval.search({
      vector,
      in: ["memory"],
      limit: NEIGHBORS,
      weights: { lexical: 0 },
    });
    this.path = notes.legs.memory!.path;
    return hits.map(({ id, item }) => ({ id, text: (item.content as { text: string }).text }));
  }
}
