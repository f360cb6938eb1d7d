import { type EmbeddingModelRow } from "../../../entities/embedding";
import type { UnifiedStoreManager } from "../../../src";
import { Call } from "../../../src/db/call";
import { modelsOf } from "../../../src/db/embedding/models";
import { selection } from "../../../src/db/table";
import { nearestIn } from "../../../src/db/vectors/nearest";
import { name, sql, TableName } from "../../../src/dialect/sql";

const COUNT = selection<{ count: number }>({ count: "count" });
const STORED = selection<{ model: string; item: string; vector: Float32Array | null }>({
  model: "name",
  item: "uuid",
  vector: "vector",
});

export const TABLES = ["memory_item", "ingest_segment", "conversation_message"] as const;
export type VectorTable = (typeof TABLES)[number];

/** What the side tables of a tenant have, read without the stores. */
export class SideTables {
  constructor(
    private readonly stores: UnifiedStoreManager,
    readonly tenant: string,
    readonly workspace = "default",
  ) {}

  call(): Call {
    const { internals } = this.stores;
    const { tenant, workspace } = this;
    const context = { executor: internals, tenant, workspace, embeddings: internals.shared.embeddings };
    return new Call({ ...context, now: () => new Date(), newId: () => crypto.randomUUID() }, "test", "read");
  }

  models(): Promise<readonly EmbeddingModelRow[]> {
    this.stores.internals.shared.embeddings.forget(this.tenant);
    return modelsOf(this.call());
  }

  async count(table: VectorTable, kind: "vector" | "sketch"): Promise<number> {
    const statement = sql`
      select count(*) from ${new TableName(`${table}_${kind}`)} where tenant_id = ${name(this.tenant)}`;
    return (await this.call().first(statement, COUNT))!.count;
  }

  /** Vectors by item, as arrays. */
  async vectors(table: VectorTable): Promise<Record<string, number[]>> {
    const statement = sql`
      select model, item_id as item, vector from ${new TableName(`${table}_vector`)}
      where tenant_id = ${name(this.tenant)}`;
    const rows = await this.call().all(statement, STORED);
    return Object.fromEntries(rows.map(({ item, vector }) => [item, [...(vector ?? [])]]));
  }

  /** Ids, nearest first. */
  async nearest(table: VectorTable, vector: readonly number[]): Promise<string[]> {
    const [model] = await this.models();
    if (!model) return [];
    const query = { model, vector: Float32Array.from(vector) };
    const { neighbors } = await nearestIn(table, "t")(this.call(), query);
    return neighbors.map(({ id }) => id);
  }
}
