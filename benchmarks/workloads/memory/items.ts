import { textOf } from "../../../src/core/search-text";
import { vectorOf } from "../../../src/dialect/vectors/vector-bytes";
import type { MemoryItem, MemoryItemInput } from "../../../src/stores/memory/types";
import { type Baseline, newId } from "../baseline";

/** Columns of an item in order. `unknown`: the engines write these values differently. */
type Columns = [
  string,
  string,
  string,
  Buffer | null,
  string,
  number,
  unknown,
  unknown,
  unknown,
  unknown,
  number,
];

export const itemReader =
  ({ codec: { date, isSet } }: Baseline) =>
  (columns: unknown[]): MemoryItem => {
    const row = columns as Columns;
    return {
      id: row[0],
      type: row[1],
      content: JSON.parse(row[2]),
      embedding: row[3] && vectorOf(row[3]),
      policyName: row[4],
      decayScore: row[5],
      pinned: isSet(row[6]),
      archived: isSet(row[7]),
      createdAt: date(row[8]),
      lastUsedAt: date(row[9]),
      version: row[10],
    };
  };

/** A new item with its defaults. */
export function newItem(input: MemoryItemInput, createdAt: Date): MemoryItem {
  return {
    id: newId(),
    type: input.type,
    content: input.content as MemoryItem["content"],
    embedding: null,
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
    null,
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
