import { type MemoryItemEntity, memoryItemTable } from "../../../entities/memory";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json/json";
import { textOf } from "../../core/search-text";
import { insertion } from "../../db/insertion";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import type { SearchEntry } from "../../db/search/search-rows";
import { searched } from "../../db/search/searched";
import { Table } from "../../db/table";
import type { GivenVectors } from "../../db/vectors/given-vectors";
import type { MemoryItem, MemoryItemInput, MemoryItemKept, MemoryItemPatch } from "./types";

export const item = new Table<MemoryItemEntity, MemoryItem>(memoryItemTable);

/** A row before it is written. Its content is already encoded: the encoding was the check. */
export type NewItem = MemoryItem<JsonText>;

const maker = rowMaker<typeof memoryItemTable, NewItem, MemoryItemInput>(memoryItemTable);

/** Validation rules of a new item. */
export const itemRules = maker.input;

/**
 * @param input returned by `validate`
 * @param path of the input in errors, such as `items[3].`
 */
export function newRow(defaults: RowDefaults, input: MemoryItemInput, path = ""): NewItem {
  const row = maker.row(defaults, input, path);
  if (input.lastUsedAt === undefined) row.lastUsedAt = new Date(row.createdAt);
  return row;
}

/** The item as a later read returns it, without a read. */
export const toItem = (row: NewItem): MemoryItem => maker.read(row) as MemoryItem<never>;

const KEPT: readonly MemoryItemKept[] = ["id", "createdAt"];

/** Validation rules of a patch. */
export const patchRules = maker.input.patch<MemoryItemPatch>(KEPT);

/**
 * The changed members of a patch in their stored form.
 *
 * @param patch returned by `validate`
 * @throws UnifiedStoreError `validation` when the patch is empty
 */
export function changesOf(patch: MemoryItemPatch): Partial<MemoryItemEntity> {
  const { content, embedding, ...others } = patch;
  if (content === undefined && embedding !== undefined)
    throw invalid(
      "patch.embedding",
      "is the vector of a content: give the content too, or use retrieval.vectors for the stored one",
    );
  const isEmpty = content === undefined && Object.values(others).every((value) => value === undefined);
  if (isEmpty) throw invalid("patch", "must change at least one member");
  // New content or another type invalidates the old schema version. It is null unless the patch has
  // one.
  const anew = content !== undefined || others.type !== undefined;
  const changes = { ...(anew && { schemaVersion: null }), ...others } as Partial<MemoryItemEntity>;
  return content === undefined ? changes : { ...changes, content: JsonText.of(content, "patch.content") };
}

export const indexEntry = ({
  id,
  type,
  content,
}: Pick<NewItem | MemoryItem, "id" | "type" | "content">): SearchEntry => ({
  id,
  part: "",
  text: textOf(content),
  content: { kind: "memory", type, value: content },
});

/**
 * The search entry for a change of the content, by the type that the item has then, with the vector
 * that the patch has.
 */
export function entryOfChange(
  db: ScopedDb,
  { id, type, content }: { id: string; type: string; content: unknown },
  given: GivenVectors | null = null,
): ReturnType<ScopedDb["index"]> | undefined {
  if (!(content instanceof JsonText)) return undefined;
  const entry = { ...indexEntry({ id, type, content }), vector: given?.vectors[0] };
  return db.index("memory_item", [entry], { model: given?.model, replaces: true });
}

export const newItems = insertion(item, maker.properties, (row: NewItem) => [indexEntry(row)]);

export const searchedItems = searched(item, ["type", "content"], (row) => [indexEntry(row)]);
