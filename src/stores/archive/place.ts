import { type ArchivePlaceEntity, archiveEntryTable, archivePlaceTable } from "../../../entities/archive";
import { Shape } from "../../core/input/shape";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { COLUMNS, type NewEntry, RECORDED } from "./entry";
import type { ArchiveEntry, ArchivePlace, ArchivePlaceKey } from "./types";

export const place = new Table<ArchivePlaceEntity, ArchivePlace>(archivePlaceTable, ["entryCreatedAt"]);

/** The members of a place's key. */
export const KEY = archivePlaceTable.key as readonly (keyof ArchivePlaceKey)[];
export const placeKeyRules = Shape.of<ArchivePlaceKey>(archivePlaceTable.columns).only<ArchivePlaceKey>(KEY);

/** Members of the place that an entry shows: all that both tables have, except tags and time. */
type Shown = Exclude<keyof ArchivePlace & keyof ArchiveEntry, "tags" | "createdAt">;
export const SHOWN = Object.keys(archivePlaceTable.columns).filter(
  (property) => property in archiveEntryTable.columns && property !== "tags" && property !== "createdAt",
) as Shown[];

/** Members that a place takes from the entry that it was added with. */
const OWN = [...SHOWN, "tags", "createdAt"] as const;
const OWN_COLUMNS = place.rowColumns(OWN);
const OWN_OF_VALUES = raw(OWN_COLUMNS.columns.map(([column]) => `v."${column}"`).join(", "));
const PLACED = new RowColumns([
  ...COLUMNS.columns.filter(([column]) => column === "content_hash"),
  ...OWN_COLUMNS.columns,
]);

/** The row of the place that an entry is added with. */
export const placeOf = (row: NewEntry): Record<string, unknown> => ({
  entryId: row.id,
  entryCreatedAt: row.createdAt,
  ...Object.fromEntries(OWN.map((member) => [member, row[member]])),
});

/**
 * Adds the places of entries that the main statement created or found. A known place stays as it
 * is. The CTE is materialized and joined in this order. Otherwise one list is decoded again for
 * each row of the other: 100 ms for 400 rows, instead of 1 ms.
 */
export function addPlaces({ tenant, workspace }: ScopedDb, rows: readonly NewEntry[]): Sql {
  const values = new Rows(
    PLACED,
    rows.map((row) => [row.contentHash, ...OWN.map((member) => row[member])]),
    "entries",
  );
  return sql`
    insert into ${place.name} (tenant_id, workspace_id, ${OWN_COLUMNS.names}, entry_id, entry_created_at)
    with known as materialized (
      select m.id, m.content_hash as known_hash, m.created_at as known_at from ${RECORDED} as m
    )
    select ${name(tenant)}, ${name(workspace)}, ${OWN_OF_VALUES}, k.id, k.known_at
    from ${values} as v cross join known as k where k.known_hash = v.content_hash order by v.ordinal
    on conflict (tenant_id, workspace_id, entry_id, message_id, channel_id) do nothing`;
}
