import { textOf } from "../../../src/core/search-text";
import type { MemoryItem, MemoryItemInput } from "../../../src/stores/memory/types";
import { type Baseline, newId } from "../baseline";

/** Columns of an item in order. `unknown`: the engines write these values differently. */
type Columns = [string, string, string, string, number, unknown, unknown, unknown, unknown, number];

export const itemReader =
  ({ codec: { date, isSet } }: Baseline) =>
  (columns: unknown[]): MemoryItem => {
    const row = columns as Columns;
    return {
      id: row[0],
      type: row[1],
      content: JSON.parse(row[2]),
      policyName: row[3],
      decayScore: row[4],
      pinned: isSet(row[5]),
      archived: isSet(row[6]),
      createdAt: date(row[7]),
      lastUsedAt: date(row[8]),
      version: row[9],
    };
  };

/** A new item with its defaults. */
export function newItem(input: MemoryItemInput, createdAt: Date): MemoryItem {
  return {
    id: newId(),
    type: input.type,
    content: input.content as MemoryItem["content"],
    policyName: input.policyName ?? "default",
    decayScore: input.decayScore ?? 1,
    pinned: input.pinned ?? false,
    archived: input.archived ?? false,
    createdAt,
    lastUsedAt: createdAt,
    version: 1,
  };
}

export function columnsOf({ codec }: Baseline, item: MemoryItem): unknown[] {
  const createdAt = codec.instant(item.createdAt);
  return [
    item.id,
    item.type,
    JSON.stringify(item.content),
    item.policyName,
    item.decayScore,
    codec.flag(item.pinned),
    codec.flag(item.archived),
    createdAt,
    createdAt,
    item.version,
    null,
  ];
}

export const entryOf = (baseline: Baseline, { id, content }: Pick<MemoryItem, "id" | "content">): unknown[] =>
  baseline.entry(id, "", textOf(content));
