import { type ArchiveTagEntity, archiveTagTable, MOST_TAGS } from "../../../entities/archive";
import { invalid, notFound, versionConflict } from "../../core/errors";
import { checkId, checkName, wrong } from "../../core/input/arguments";
import { elementsOf } from "../../core/input/snapshot";
import type { Call } from "../../db/call";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { AnyOf, json, name, Rows, type Sql, sql, uuid } from "../../dialect/sql";
import { COUNTED_UP, entry, lockEntries, type NewEntry, RETURNED, tagList, tagsEntry } from "./entry";
import type { ArchiveEntry } from "./types";

export const tag = new Table<ArchiveTagEntity>(archiveTagTable);

const TAGGED = tag.rowColumns(["entryId", "tag", "createdAt"]);

/** @param of the ids of the entries to tag, a subquery of those that the main statement returned */
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

/** Computes the new tags of an entry. `before` and the result are sorted, without duplicates. */
type TagChange = (before: readonly string[], changed: readonly string[]) => string[];

export const withTags: TagChange = (before, added) => tagList([...before, ...added]);
export const withoutTags: TagChange = (before, removed) => before.filter((each) => !removed.includes(each));

interface Tagging {
  id: string;
  tags: readonly string[];
  ifVersion: number | undefined;
}

/**
 * Read-modify-write under a row lock, in a transaction of two statements. The new tags and their
 * search text depend on the previous tags, so no other call may change these meanwhile.
 */
export async function changeTags(
  call: Call,
  change: TagChange,
  { id, tags, ifVersion }: Tagging,
): Promise<ArchiveEntry> {
  const key = checkId(id);
  const changed = checkTags(tags);
  const work = async (tx: Call): Promise<ArchiveEntry> => {
    const [before] = await lockEntries(tx, [key]);
    if (!before) throw notFound(`archive entry ${key}`, undefined, "id");
    if (ifVersion !== undefined && before.version !== ifVersion)
      throw versionConflict(`archive entry ${key}`, ifVersion);
    const after = change(before.tags, changed);
    if (after.length > MOST_TAGS) throw invalid("tags", `would give the entry more than ${MOST_TAGS} tags`);
    return after.length === before.tags.length ? before : write(tx, before, after);
  };
  return call.transaction(work, { isolation: "read committed" });
}

/** @throws UnifiedStoreError `validation` */
function checkTags(tags: unknown): string[] {
  const given = elementsOf(tags, MOST_TAGS);
  if (given === null || given.length === 0)
    throw wrong(tags, "tags", `must be an array of 1 to ${MOST_TAGS} tags`);
  return given.map((each, i) => checkName(each, `tags[${i}]`));
}

async function write(call: Call, before: ArchiveEntry, tags: readonly string[]): Promise<ArchiveEntry> {
  const { id } = before;
  const statement = sql`
    update ${entry.name} set tags = ${json(tags, "tags")}, ${COUNTED_UP}
    where ${call.inScope()} and id = ${uuid(id)} returning ${entry.columns.sql}`;
  const added = tags.filter((each) => !before.tags.includes(each));
  const removed = before.tags.filter((each) => !tags.includes(each));
  const dependents: Sql[] = [];
  if (removed.length > 0) dependents.push(removeTags(call, id, removed));
  if (added.length > 0) dependents.push(addTags(call, [{ ...before, tags: added }]));
  const index = call.index("archive_entry", [tagsEntry(id, tags)]);
  return (await call.first(statement, entry.columns, { dependents, index }))!;
}
