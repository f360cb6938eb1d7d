import { archiveEntryTable, archivePlaceTable, archiveTagTable } from "../../../entities/archive";
import type { Call } from "../../db/call";
import { ID } from "../../db/table";
import { AnyOf, type Sql, sql } from "../../dialect/sql";
import { entriesById, entry, lockEntries } from "../../stores/archive/entry";
import { keepWithout, type Loss, placesOf } from "../../stores/archive/keeping";
import { place } from "../../stores/archive/place";
import type { ArchiveEntry, ArchivePlace } from "../../stores/archive/types";
import { type ScopedTable, scopedTable } from "../scoped-tables";
import type { Traces } from "../traces";

const ENTRY = archiveEntryTable.name;
const PLACE = archivePlaceTable.name;
const TAG = archiveTagTable.name;

const PLACES = place.columns.with<{ theirs: number }>({ theirs: "integer" });

/**
 * Archive entries, which several persons may share. An entry belongs to a person if all its places
 * do. It also does if the id occurs in its own members: in its hash, or in a tag that was added
 * later. A shared entry stays, without the person's places and without the data of these places.
 */
export class ArchiveEntries {
  private constructor(
    private readonly call: Call,
    private readonly traces: Traces,
    private readonly divided: readonly Divided[],
  ) {}

  /** @param options.locked locks the entries for the transaction */
  static async of(call: Call, traces: Traces, { locked }: { locked: boolean }): Promise<ArchiveEntries> {
    const found = (await call.all(traced(call, traces), ID)).map(({ id }) => id);
    const entries = locked
      ? await lockEntries(call, found)
      : (await entriesById.many(call, found)).filter((each) => each !== null);
    const ids = entries.map(({ id }) => id);
    const isTheirs = sql`case when ${traces.in(scopedTable(PLACE))} then 1 else 0 end as theirs`;
    const statement = sql`select ${place.columns.sql}, ${isTheirs} ${placesOf(call, ids)}`;
    const places = await call.all(statement, PLACES);
    const all = entries.map((each) => {
      const own = places.filter(({ entryId }) => entryId === each.id);
      return divided(each, own, traces);
    });
    return new ArchiveEntries(call, traces, all);
  }

  /** Condition on the rows of a table of the archive; undefined for all other tables. */
  in(table: ScopedTable): Sql | undefined {
    const { call, traces } = this;
    const whole = this.divided.filter(({ isWhole }) => isWhole).map(({ before }) => before.id);
    const hangs = sql`entry_id ${new AnyOf("uuid", whole)}`;
    switch (table.name.name) {
      case ENTRY:
        return sql`${call.inScope()} and id ${new AnyOf("uuid", whole)}`;
      case TAG:
        return sql`${call.inScope()} and ${hangs}`;
      case PLACE:
        return sql`${call.inScope()} and (${hangs} or ${traces.in(table)})`;
      default:
        return undefined;
    }
  }

  /**
   * Removes the person from shared entries, after the deletion of the person's places.
   *
   * @returns number of changed entries
   */
  async keepOthers(): Promise<number> {
    let changed = 0;
    for (const each of this.divided) if (!each.isWhole && (await keepWithout(this.call, each))) changed++;
    return changed;
  }
}

/** Entries that may contain the person. */
const traced = (call: Call, traces: Traces): Sql => sql`
  select id from ${entry.name} where ${call.inScope()} and ${traces.in(scopedTable(ENTRY))}
  union
  select entry_id from ${place.name} where ${call.inScope()} and ${traces.in(scopedTable(PLACE))}`;

interface Divided extends Loss {
  /** Whether the whole entry belongs to the person. */
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
