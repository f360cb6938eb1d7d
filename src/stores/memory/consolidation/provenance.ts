import { createHash } from "node:crypto";
import { type MemoryProvenanceEntity, memoryProvenanceTable } from "../../../../entities/memory";
import type { CallOptions } from "../../../core/call/deadline";
import { invalid } from "../../../core/errors";
import type { Json } from "../../../core/json/json";
import { Collection, collection } from "../../../db/collection";
import { insertion } from "../../../db/insertion";
import { lister } from "../../../db/pages/keyset-by-time";
import type { PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopeContext } from "../../../db/scoped";
import { Table } from "../../../db/table";
import { sql, uuid } from "../../../dialect/sql";
import { MemoryProvenanceListInput } from "./inputs";
import type { MemoryProvenance, MemoryProvenanceId, MemoryProvenanceListQuery } from "./types";

export const provenance = new Table<MemoryProvenanceEntity, MemoryProvenance>(memoryProvenanceTable);

const list = lister(provenance, "p", "mergedAt");

export const newProvenances = insertion<MemoryProvenanceEntity, MemoryProvenance>(provenance, [
  "id",
  "itemId",
  "sourceId",
  "sourceVersion",
  "contentHash",
  "sourceCreatedAt",
  "source",
  "mergedAt",
]);

const PROVENANCE = collection({
  name: "memory.provenance",
  what: "provenance",
  table: provenance,
  key: "id",
  page: (db, query: MemoryProvenanceListQuery, options) =>
    paged(db, { method: "list", Input: MemoryProvenanceListInput, query, options }, (call, input, at) => {
      const itemId = input.itemId?.toLowerCase() ?? null;
      const sourceId = input.sourceId?.toLowerCase() ?? null;
      if ((itemId === null) === (sourceId === null))
        throw invalid("itemId", "or sourceId must be given, exactly one of the two");
      const where = itemId !== null ? sql`p.item_id = ${uuid(itemId)}` : sql`p.source_id = ${uuid(sourceId)}`;
      return list(call, { ...at, where, order: "oldest", query: call.queryId({ itemId, sourceId }) });
    }),
});

/** The hash of a content, whatever the order of its members. */
export const contentHash = (content: Json): string =>
  createHash("sha256").update(canonical(content)).digest("hex");

/** JSON with the members of objects in the order of their names. */
function canonical(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = value as { readonly [key: string]: Json };
  const parts = Object.keys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(members[key]!)}`);
  return `{${parts.join(",")}}`;
}

/**
 * Provenance of merged items: which items `consolidate` made them of. Entries are immutable, and go
 * with the merged item. Reached as `scope.memory.provenance`.
 */
export class MemoryProvenances extends Collection<
  MemoryProvenance,
  MemoryProvenanceListQuery,
  MemoryProvenanceId
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PROVENANCE);
  }

  /**
   * Lists what an item was merged of, or what an item was merged into, oldest first, page by page.
   *
   * @throws UnifiedStoreError `validation`, also unless exactly one of `itemId` and `sourceId` is
   * given
   * @example
   * for await (const { sourceId, mergedAt } of acme.memory.provenance.list({ itemId: item.id }))
   *   console.log(sourceId, mergedAt);
   */
  override list(query: MemoryProvenanceListQuery, options: CallOptions = {}): PageRequest<MemoryProvenance> {
    return super.list(query, options);
  }
}
