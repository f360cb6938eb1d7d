import { type MemoryItemEntity, memoryItemTable } from "../../../entities/memory";
import { JsonText } from "../../core/json";
import { textOf } from "../../core/search-text";
import { embeddingOf } from "../../core/to-json";
import { unsignedZero } from "../../core/zero";
import { insertion } from "../../db/insertion";
import { lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { searched } from "../../db/searched";
import { Table } from "../../db/table";
import type { MemoryItemInput } from "./inputs";
import type { MemoryItem } from "./types";

export const item = new Table<MemoryItemEntity, MemoryItem>(memoryItemTable);

/** A row before it is written: its content is encoded already, which is how it was checked. */
export type NewItem = Omit<MemoryItem, "content"> & { content: JsonText };

/** In the order of the table's columns. */
const ADDED = [
  "id",
  "type",
  "content",
  "embedding",
  "policy",
  "decayScore",
  "pinned",
  "archived",
  "createdAt",
  "lastUsedAt",
  "version",
] as const;

/** @param path of the input in errors, such as `items[3].` */
export function newRow(db: ScopedDb, input: MemoryItemInput, path = ""): NewItem {
  const createdAt = input.createdAt ?? db.now();
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    type: input.type,
    content: JsonText.of(input.content, `${path}content`),
    embedding: input.embedding ? toEmbedding(input.embedding) : null,
    policy: input.policy ?? "default",
    // A zero without a sign, as the databases keep it.
    decayScore: unsignedZero(input.decayScore ?? 1),
    pinned: input.pinned ?? false,
    archived: input.archived ?? false,
    createdAt: new Date(createdAt),
    lastUsedAt: new Date(input.lastUsedAt ?? createdAt),
    version: 1,
  };
}

/** What was checked is a copy already, and nobody else's. */
const toEmbedding = (numbers: readonly number[] | Float32Array): Float32Array =>
  embeddingOf(numbers instanceof Float32Array ? numbers : new Float32Array(numbers));

/** What a later read will give, without asking for it. */
export const toItem = (row: NewItem): MemoryItem => ({ ...row, content: row.content.value() });

export const indexEntry = ({
  id,
  content,
}: Pick<NewItem | MemoryItem, "id" | "content">): { id: string; part: string; text: string } => ({
  id,
  part: "",
  text: textOf(content),
});

export const newItems = insertion(item, ADDED, (row: NewItem) => [indexEntry(row)]);
export const items = lookup(item, "id");

export const searchedItems = searched(item, ["content"], (row) => [indexEntry(row)]);
