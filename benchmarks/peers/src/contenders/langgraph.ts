import { PostgresStore } from "@langchain/langgraph-checkpoint-postgres/store";
import type { MemoryItem } from "../../../../dist/src/index.js";
import { type Key, type Peer, SCOPE } from "../peer.js";

type Part = Pick<MemoryItem, "id" | "type" | "content">;

/**
 * LangGraph's store for long-term memory. Each type has its own namespace, so a list by type reads
 * no other types. The value is only the content. The store keeps the time of writing and no other
 * columns.
 */
export class LangGraph implements Peer {
  readonly name = "LangGraph";
  readonly calls = { get: "get", list: "search of a namespace", add: "put", addMany: "batch of puts" };
  readonly targets = { get: 1.5, list: 5, add: 1.5 };
  readonly fields = ["id", "type", "content"] as const;
  private readonly store: PostgresStore;

  private constructor(connection: { connectionString: string; max: number; options?: string }) {
    this.store = new PostgresStore({ connectionOptions: connection });
  }

  static postgres(connectionString: string, max: number): LangGraph {
    return new LangGraph({ connectionString, max });
  }

  /**
   * Puts the items one at a time, because lists are sorted by the time of writing. Does not wait
   * for the disk, because this part is not measured.
   */
  static async load(connectionString: string, items: readonly Part[]): Promise<void> {
    const loader = new LangGraph({ connectionString, max: 1, options: "-c synchronous_commit=off" });
    try {
      await loader.addMany(items);
    } finally {
      await loader.close();
    }
  }

  async get({ id, type }: Key): Promise<Part | null> {
    const found = await this.store.get(namespaceOf(type), id);
    return found && { id: found.key, type, content: found.value };
  }

  async list(type: string, limit: number): Promise<Part[]> {
    return (await this.store.search(namespaceOf(type), { limit })).map(toPart);
  }

  async search(query: string, limit: number): Promise<Part[]> {
    return (await this.store.search([SCOPE.tenant, SCOPE.workspace], { query, limit })).map(toPart);
  }

  add({ type, id, content }: Part): Promise<void> {
    return this.store.put(namespaceOf(type), id, content as Record<string, unknown>);
  }

  addMany(items: readonly Part[]): Promise<unknown> {
    return this.store.batch(
      items.map(({ type, id, content }) => ({
        namespace: namespaceOf(type),
        key: id,
        value: content as Record<string, unknown>,
      })),
    );
  }

  close(): Promise<void> {
    return this.store.stop();
  }
}

const namespaceOf = (type: string): string[] => [SCOPE.tenant, SCOPE.workspace, type];

const toPart = ({
  namespace,
  key,
  value,
}: {
  namespace: string[];
  key: string;
  value: Record<string, unknown>;
}): Part => ({ id: key, type: namespace[2]!, content: value as MemoryItem["content"] });
