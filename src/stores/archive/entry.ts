import { type ArchiveEntryEntity, archiveEntryTable } from "../../../entities/archive";
import type { JsonText } from "../../core/json/json";
import type { Call } from "../../db/call";
import { lookup } from "../../db/lookup";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults } from "../../db/scoped";
import { searched } from "../../db/search/searched";
import { Table } from "../../db/table";
import { AnyOf, ReturnedRows, raw, sql } from "../../dialect/sql";
import type { ArchiveContentKey, ArchiveEntry, ArchiveEntryInput } from "./types";

export const entry = new Table<ArchiveEntryEntity, ArchiveEntry>(archiveEntryTable, ["recording"]);

export const entriesById = lookup(entry, "id");
export const entriesByHash = lookup(entry, "contentHash");

/** A row before it is written. Its JSON is already encoded: the check encodes it. */
export type NewEntry = Omit<ArchiveEntry<JsonText>, "attachmentIds"> & { attachmentIds: JsonText };

const maker = rowMaker<typeof archiveEntryTable, NewEntry, ArchiveEntryInput>(archiveEntryTable);

/** The rules of a new entry. */
export const entryRules = maker.input;
export const contentKeyRules = entryRules.only<ArchiveContentKey>(["contentHash"]);

/** All members except `recording`, in the order of the table's columns. */
export const ALL = maker.properties;
export const COLUMNS = entry.rowColumns(ALL);

/** Part of every update of an entry. */
export const COUNTED_UP = raw("version = version + 1");

/** The entries that the main statement returned, for the writes after it. */
export const RETURNED = new ReturnedRows(COLUMNS);

/** The columns that an addition returns: the entry, and the id of the call that created it. */
export const WITH_RECORDING = entry.columns.with<{ recording: string }>({ recording: "uuid" });
export const RECORDED = new ReturnedRows(entry.rowColumns([...ALL, "recording"]));

/**
 * Row locks: reads these entries and locks them until the transaction ends. An update that changes
 * nothing does so on every engine.
 */
export const lockEntries = (call: Call, ids: readonly string[]): Promise<ArchiveEntry[]> =>
  call.all(
    sql`
      update ${entry.name} set content_hash = content_hash
      where ${call.inScope()} and id ${new AnyOf("uuid", ids)} returning ${entry.columns.sql}`,
    entry.columns,
  );

/**
 * @param input as `validate` returned it
 * @param path of the input in errors, such as `entries[3].`
 */
export function newRow(
  defaults: RowDefaults,
  { tags = [], ...input }: ArchiveEntryInput,
  path = "",
): NewEntry {
  return { ...maker.row(defaults, input, path), tags: tagList(tags) };
}

/** Distinct tags in code point order, which differs from the order of JavaScript's `<`. */
export function tagList(tags: Iterable<string>): string[] {
  const distinct = [...new Set(tags)];
  return distinct.length < 2
    ? distinct
    : distinct.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

interface SearchEntry {
  id: string;
  part: string;
  text: string;
}

/** Filename and tags are separate search entries: a new tag need not index the filename again. */
export function indexEntries({
  id,
  filename,
  tags,
}: Pick<ArchiveEntry, "id" | "filename" | "tags">): SearchEntry[] {
  const named = filename === "" ? [] : [{ id, part: "filename", text: filename }];
  return tags.length === 0 ? named : [...named, tagsEntry(id, tags)];
}

export const tagsEntry = (id: string, tags: readonly string[]): SearchEntry => ({
  id,
  part: "tags",
  text: tags.join("\n"),
});

export const searchedEntries = searched(entry, ["filename", "tags"], indexEntries);
