import type { Scope, UnifiedStoreManager } from "../../src";
import { NEIGHBORS, type RetrievalData, type RetrievalQuery } from "../fill/made-vectors";

const MEMORY = ["memory"] as const;
const BATCH = 500;

/** A filled database, and the searches that are measured. */
export class Subject {
  /** Places of the items in the data, by id. */
  private readonly places = new Map<string, number>();
  /** Of the dense leg, as the last search had it. */
  path: string | null = null;
  private added = 0;

  constructor(
    readonly title: string,
    readonly stores: UnifiedStoreManager,
    readonly data: RetrievalData,
  ) {}

  get scope(): Scope {
    return this.stores.scope({ tenant: "bench" });
  }

  /** Through the public interface: rows, search entries, vectors, sketches. */
  async fill(): Promise<void> {
    const { texts, vectors } = this.data;
    for (let from = 0; from < texts.length; from += BATCH) {
      const items = texts.slice(from, from + BATCH).map((text, i) => ({
        type: "fact",
        content: { text },
        embedding: vectors[from + i]!,
      }));
      const added = await this.scope.memory.addMany(items);
      for (const [i, { id }] of added.entries()) this.places.set(id, from + i);
    }
  }

  /** The same items, which another subject has filled in the same database. */
  sameAs({ places }: Subject): this {
    for (const [id, place] of places) this.places.set(id, place);
    return this;
  }

  async dense({ vector }: RetrievalQuery): Promise<readonly number[]> {
    const { hits, notes } = await this.scope.retrieval.search({
      vector,
      in: MEMORY,
      limit: NEIGHBORS,
      weights: { lexical: 0 },
    });
    this.path = notes.legs.memory!.path;
    return hits.map(({ id }) => this.places.get(id) ?? -1);
  }

  async lexical({ text }: RetrievalQuery): Promise<void> {
    await this.scope.retrieval.search({ text, in: MEMORY, limit: NEIGHBORS, weights: { dense: 0 } });
  }

  async hybrid({ text, vector }: RetrievalQuery): Promise<void> {
    await this.scope.retrieval.search({ text, vector, in: MEMORY, limit: NEIGHBORS });
  }

  async words({ text }: RetrievalQuery): Promise<void> {
    await this.scope.memory.search({ text, mode: "any", limit: NEIGHBORS });
  }

  async add(withVector: boolean): Promise<void> {
    const { texts, vectors } = this.data;
    const at = this.added++ % texts.length;
    const content = { text: texts[at]! };
    await this.stores
      .scope({ tenant: "adds" })
      .memory.add({ type: "fact", content, ...(withVector && { embedding: vectors[at]! }) });
  }
}
