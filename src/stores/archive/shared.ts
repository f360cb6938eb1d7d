import { archiveEntryTable, archivePlaceTable, archiveTagTable } from "../../../entities/archive";
import { type SharedPart, type SharedRows, scopedTable, type Traces } from "../../db/mentions";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { AnyOf, type Sql, sql } from "../../dialect/sql";
import { entriesById, entry, lockEntries } from "./entry";
import { keepWithout, type Loss, placesOf } from "./keeping";
import { place } from "./place";
import type { ArchiveEntry, ArchivePlace } from "./types";

const ENTRY = archiveEntryTable.name;
const PLACE = archivePlaceTable.name;
const TAG = archiveTagTable.name;

const IDS = selection<{ id: string }>({ id: "uuid" });
const PLACES = place.columns.with<{ theirs: number }>({ theirs: "integer" });

/**
 * An entry is a person's when all its places are, or when it tells of them apart from its places:
 * by its hash, or by a tag that was added since. An entry that others use as well stays without
 * their places, and without what came with those.
 */
export const sharedEntries: SharedRows<ScopedDb> = {
  tables: [ENTRY, PLACE, TAG],

  async of(db, method, traces, locked): Promise<SharedPart<ScopedDb>> {
    const found = (await db.all(method, traced(db, traces), IDS)).map(({ id }) => id);
    const entries = locked
      ? await lockEntries(db, method, found)
      : (await entriesById.many(db, method, found, {})).filter((each) => each !== null);
    const ids = entries.map(({ id }) => id);
    const isTheirs = sql`case when ${traces.in(scopedTable(PLACE))} then 1 else 0 end as theirs`;
    const statement = sql`select ${place.columns.sql}, ${isTheirs} ${placesOf(ids, db)}`;
    const places = await db.all(method, statement, PLACES);
    const all = entries.map((each) =>
      divided(
        each,
        places.filter(({ entryId }) => entryId === each.id),
        traces,
      ),
    );
    const whole = all.filter(({ isWhole }) => isWhole).map(({ before }) => before.id);
    return {
      in(table) {
        const { name } = table.name;
        if (name === ENTRY) return sql`${db.inScope()} and id ${new AnyOf("uuid", whole)}`;
        const hangs = sql`entry_id ${new AnyOf("uuid", whole)}`;
        return name === TAG
          ? sql`${db.inScope()} and ${hangs}`
          : sql`${db.inScope()} and (${hangs} or ${traces.in(table)})`;
      },
      async keep(tx) {
        let changed = 0;
        for (const each of all) if (!each.isWhole && (await keepWithout(tx, method, each))) changed++;
        return changed;
      },
    };
  },
};

/** Entries that the person may have a part in. */
const traced = (db: ScopedDb, traces: Traces): Sql => sql`
  select id from ${entry.name} where ${db.inScope()} and ${traces.in(scopedTable(ENTRY))}
  union
  select entry_id from ${place.name} where ${db.inScope()} and ${traces.in(scopedTable(PLACE))}`;

interface Divided extends Loss {
  /** Nobody else has a part in it. */
  isWhole: boolean;
}

function divided(
  before: ArchiveEntry,
  places: readonly (ArchivePlace & { theirs: number })[],
  { id }: Traces,
): Divided {
  const names = (text: string): boolean => text.toLowerCase().includes(id);
  const gone = places.filter(({ theirs }) => theirs === 1);
  const left = places.filter(({ theirs }) => theirs === 0);
  const came = new Set(gone.flatMap(({ tags }) => tags));
  const tellsOfThem =
    names(before.contentHash) ||
    names(before.sha256) ||
    before.tags.some((tag) => names(tag) && !came.has(tag));
  const isWhole = tellsOfThem || (gone.length > 0 && left.length === 0);
  return { before, gone, left, unwanted: names, isWhole };
}
