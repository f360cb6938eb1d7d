import { Shape } from "../../../core/input/shape";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { conformed } from "../../../db/conform";
import { foundRow } from "../../../db/search/found-row";
import { ID, selection } from "../../../db/table";
import { type GivenVectors, givenVectors, vectorsOfRows } from "../../../db/vectors/given-vectors";
import { AnyOf, RowColumns, Rows, type Sql, sql, TableName, uuid } from "../../../dialect/sql";
import { item, itemRules, type NewItem, newItems, newRow } from "../item";
import type { MemoryItem } from "../types";
import { moveAssociations } from "./move-associations";
import { contentHash, newProvenances, provenance } from "./provenance";
import type { MemoryMerged, MemoryProvenance } from "./types";

/** The item that takes the place of near duplicates. */
export interface Replacement {
  row: NewItem;
  vectors: GivenVectors | null;
}

const mergedRules: Shape<MemoryMerged> = itemRules.only<MemoryMerged>([
  "content",
  "embedding",
  "decayScore",
  "pinned",
]);
const READ = new RowColumns([
  ["item_id", "uuid"],
  ["item_version", "integer"],
]);
const readRow = foundRow("m", "v.item_id");
const ACCESSES = new TableName("memory_access");
const NOTHING = selection<Record<string, never>>({});

/** @throws UnifiedStoreError `validation`, naming the member as `merged.content` */
export async function mergedItem(
  call: Call,
  items: readonly MemoryItem[],
  merged: MemoryMerged,
): Promise<Replacement> {
  const given = validate(mergedRules, merged, "merged");
  const { type, policyName } = items[0]!;
  const lastUsedAt = new Date(Math.max(...items.map((each) => each.lastUsedAt.getTime())));
  const decayScore = Math.max(...items.map((each) => each.decayScore));
  const input = { decayScore, ...given, type, policyName, lastUsedAt };
  const whole = call.hasSchemas("memory")
    ? await conformed(call, item.typed!, input, { path: "merged." })
    : input;
  const pending = givenVectors(call, [given.embedding], () => "merged.embedding");
  const vectors = pending && (await pending);
  return { row: newRow(call, whole, "merged."), vectors };
}

/** Undoes the transaction of a group. */
class Changed extends Error {}

/**
 * Puts the merged item in the place of others, in one transaction. Their accesses and associations
 * go over to it.
 *
 * @returns false where one of them has changed since it was read: then nothing is written
 */
export async function replace(
  call: Call,
  items: readonly MemoryItem[],
  { row, vectors }: Replacement,
  sources: "archive" | "remove",
): Promise<boolean> {
  const ids = items.map(({ id }) => id);
  try {
    await call.transaction(async (tx) => {
      const held = await tx.all(archiving(tx, items), ID);
      if (held.length !== items.length) throw new Changed();
      await newItems.one(tx, row, { alone: true, vectors: vectorsOfRows(vectors, [row]) });
      await newProvenances.many(tx, provenancesOf(tx, items, row.id, sources));
      await tx.all(
        sql`update ${ACCESSES} set item_id = ${uuid(row.id)} where ${tx.inScope()} and item_id ${new AnyOf("uuid", ids)}`,
        NOTHING,
      );
      await moveAssociations(tx, ids, row.id);
      if (sources === "archive") return;
      // What earlier merges made of these items is kept under the new one.
      await tx.all(
        sql`update ${provenance.name} set item_id = ${uuid(row.id)} where ${tx.inScope()} and item_id ${new AnyOf("uuid", ids)}`,
        NOTHING,
      );
      await tx.all(
        sql`delete from ${item.name} where ${tx.inScope()} and id ${new AnyOf("uuid", ids)} returning id`,
        ID,
      );
    });
    return true;
  } catch (error) {
    if (error instanceof Changed) return false;
    throw error;
  }
}

/** Archives the items that still have the version that was read. Sorted, to lock in one order. */
function archiving(tx: Call, items: readonly MemoryItem[]): Sql {
  const read = [...items].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, version }) => [id, version]);
  return sql`
    update ${item.name} as m set archived = true, version = m.version + 1
    from ${new Rows(READ, read)} as v where ${readRow(tx)} and m.version = v.item_version
    and m.archived = false and m.pinned = false returning id`;
}

const provenancesOf = (
  tx: Call,
  items: readonly MemoryItem[],
  itemId: string,
  sources: "archive" | "remove",
): MemoryProvenance[] => {
  const mergedAt = tx.now();
  return items.map(({ id, version, content, createdAt }) => ({
    id: tx.newId(),
    itemId,
    sourceId: id,
    sourceVersion: version,
    contentHash: contentHash(content),
    sourceCreatedAt: createdAt,
    source: sources === "archive" ? "archived" : "removed",
    mergedAt,
  }));
};
