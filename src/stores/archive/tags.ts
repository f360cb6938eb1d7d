import { type ArchiveTagEntity, archiveTagTable } from "../../../entities/archive";
import { checkName } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { AnyOf, json, name, Rows, type Sql, sql, uuid } from "../../dialect/sql";
import { entry, type NewEntry, RETURNED, tagList, tagsEntry } from "./entry";
import { ArchiveTagChange, MAX_TAGS } from "./inputs";
import type { ArchiveEntry } from "./types";

export const tag = new Table<ArchiveTagEntity>(archiveTagTable);

const TAGGED = tag.rowColumns(["entryId", "tag", "createdAt"]);

/** @param of the ids of the entries that get them, among those that the main statement returned */
export function addTags(
  { tenant, workspace }: ScopedDb,
  entries: readonly Pick<NewEntry, "id" | "tags" | "createdAt">[],
  of: Sql = ALL_RETURNED,
): Sql {
  const rows = entries.flatMap(({ id, tags, createdAt }) => tags.map((each) => [id, each, createdAt]));
  return sql`
    insert into ${tag.name} (tenant_id, workspace_id, ${TAGGED.names})
    select ${name(tenant)}, ${name(workspace)}, ${TAGGED.names}
    from ${new Rows(TAGGED, rows)} as v where v.entry_id in ${of}`;
}
const ALL_RETURNED = sql`(select m.id from ${RETURNED} as m)`;

export const removeTags = (db: ScopedDb, id: string, tags: readonly string[]): Sql => sql`
  delete from ${tag.name}
  where ${db.inScope()} and entry_id = ${uuid(id)} and tag ${new AnyOf("name", tags)}
  and exists (select 1 from ${RETURNED} as m)`;

/**
 * In a transaction of two statements: the list of tags and its search text follow from what the entry had before, which nobody else may
 * change meanwhile.
 */
export async function changeTags(
  db: ScopedDb,
  contentHash: string,
  given: ArchiveTagChange,
  options: CallOptions,
): Promise<ArchiveEntry> {
  options = checkOptions(options);
  const hash = checkName(contentHash, "contentHash");
  const { add, remove } = checkChange(given);
  const work = async (tx: ScopedDb): Promise<ArchiveEntry> => {
    const before = await lock(tx, hash);
    const tags = tagList([...before.tags, ...add].filter((each) => !remove.has(each)));
    if (tags.length > MAX_TAGS) throw invalid("add", `would give the entry more than ${MAX_TAGS} tags`);
    const added = tags.filter((each) => !before.tags.includes(each));
    const removed = before.tags.filter((each) => remove.has(each));
    return added.length + removed.length === 0 ? before : write(tx, { before, tags, added, removed });
  };
  return db.transaction("tag", work, { ...options, isolation: "read committed" });
}

/** @throws UnifiedStoreError `validation` */
function checkChange(given: ArchiveTagChange): { add: readonly string[]; remove: ReadonlySet<string> } {
  const { add = [], remove: removed = [] } = validate(ArchiveTagChange, given, "change");
  if (add.length + removed.length === 0) throw invalid("change", "must add or remove at least one tag");
  const remove = new Set(removed);
  const both = add.findIndex((each) => remove.has(each));
  if (both !== -1) throw invalid(`change.add[${both}]`, "is to be removed as well: leave out one of the two");
  return { add, remove };
}

/** An update that changes nothing keeps the entry to this transaction, on every engine. */
async function lock(db: ScopedDb, hash: string): Promise<ArchiveEntry> {
  const statement = sql`
    update ${entry.name} set content_hash = content_hash
    where ${db.inScope()} and content_hash = ${name(hash)} returning ${entry.columns.sql}`;
  const locked = await db.first("tag", statement, entry.columns);
  if (!locked) throw notFound("entry of this content");
  return locked;
}

interface Change {
  before: ArchiveEntry;
  tags: readonly string[];
  added: string[];
  removed: string[];
}

async function write(db: ScopedDb, { before, tags, added, removed }: Change): Promise<ArchiveEntry> {
  const { id } = before;
  const statement = sql`
    update ${entry.name} set tags = ${json(tags, "tags")}
    where ${db.inScope()} and id = ${uuid(id)} returning ${entry.columns.sql}`;
  const follow: Sql[] = [];
  if (removed.length > 0) follow.push(removeTags(db, id, removed));
  if (added.length > 0) follow.push(addTags(db, [{ ...before, tags: added }]));
  const index = db.index("archive_entry", [tagsEntry(id, tags)]);
  return (await db.first("tag", statement, entry.columns, { follow, index }))!;
}
