import type { Call } from "../../db/call";
import { ID, selection } from "../../db/table";
import { AnyOf, type Sql, sql } from "../../dialect/sql";
import { cluster, member } from "../../stores/memory/clusters/cluster";
import { provenance } from "../../stores/memory/consolidation/provenance";
import { item } from "../../stores/memory/item";
import { type ScopedTable, scopedTable } from "../scoped-tables";
import type { Traces } from "../traces";

const MERGED = selection<{ itemId: string }>({ itemId: "uuid" });

/**
 * A person's memory items: those that contain the id, and those that were merged of them. What a
 * merge made may hold the person's words without the id.
 */
export class MemoryItems {
  private constructor(
    private readonly call: Call,
    private readonly ids: readonly string[],
  ) {}

  static async of(call: Call, traces: Traces): Promise<MemoryItems> {
    const own = sql`
      select id from ${item.name} where ${call.inScope()} and ${traces.in(scopedTable(item.name.name))}`;
    const ids = new Set((await call.all(own, ID)).map(({ id }) => id));
    for (let sources = [...ids]; sources.length > 0; ) {
      const merged = sql`
        select distinct item_id from ${provenance.name}
        where ${call.inScope()} and source_id ${new AnyOf("uuid", sources)}`;
      const found = (await call.all(merged, MERGED)).map(({ itemId }) => itemId);
      sources = found.filter((id) => !ids.has(id));
      for (const id of sources) ids.add(id);
    }
    return new MemoryItems(call, [...ids]);
  }

  /** The condition for a table of the person's items; null for another table. */
  in(table: ScopedTable): Sql | null {
    return table.name.name === item.name.name ? sql`id ${new AnyOf("uuid", this.ids)}` : null;
  }

  /**
   * Removes the clusters that one of the items is in: their labels are words of their items, and
   * their centroids a mean. The next build makes them again.
   *
   * @returns the number of deleted clusters
   */
  async removeClusters(): Promise<number> {
    const { call, ids } = this;
    const statement = sql`
      delete from ${cluster.name} where ${call.inScope()} and id in (
        select x.cluster_id from ${member.name} as x
        where ${call.inScope("x")} and x.item_id ${new AnyOf("uuid", ids)}
      ) returning id`;
    return (await call.all(statement, ID)).length;
  }
}
