import { type ArchivePlaceEntity, archivePlaceTable } from "../../../entities/archive";
import { JsonText } from "../../core/json";
import type { ScopedDb } from "../../db/scoped";
import { type Row, Table } from "../../db/table";
import { name, RowColumns, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { COLUMNS, type NewEntry, RECORDED } from "./entry";
import type { ArchivePlace } from "./types";

type PlaceRow = Row<ArchivePlaceEntity> & { attachmentIds: string[]; tags: string[] };
export const place = new Table<ArchivePlaceEntity, ArchivePlace>(archivePlaceTable, ["entryCreatedAt"]);

/** What an entry shows of one of its places. */
export const SHOWN = [
  "messageId",
  "channelId",
  "attachmentIds",
  "filename",
  "mediaType",
  "visibility",
  "compression",
] as const;

const OWN = place.rowColumns([...SHOWN, "tags", "createdAt"]);
const OWN_OF_VALUES = raw(OWN.columns.map(([column]) => `v."${column}"`).join(", "));
const PLACED = new RowColumns([
  ...COLUMNS.columns.filter(([column]) => column === "content_hash"),
  ...OWN.columns,
]);

/** The place that an entry is added with. */
export const placeOf = ({
  id: entryId,
  createdAt: entryCreatedAt,
  ...row
}: NewEntry): Omit<PlaceRow, "compression"> & { compression: JsonText | null } => ({
  entryId,
  entryCreatedAt,
  messageId: row.messageId,
  channelId: row.channelId,
  attachmentIds: row.attachmentIds,
  filename: row.filename,
  mediaType: row.mediaType,
  visibility: row.visibility,
  tags: row.tags,
  compression: row.compression,
  createdAt: entryCreatedAt,
});

/**
 * Notes where contents were added, of entries that the main statement made or found. A place that
 * is known stays as it is. Materialized and in this order, or a list would be taken apart once for
 * each row of the other: 100 ms for 400, where this takes 1.
 */
export function addPlaces({ tenant, workspace }: ScopedDb, rows: readonly NewEntry[]): Sql {
  const values = new Rows(
    PLACED,
    rows.map((row) => [row.contentHash, ...SHOWN.map((member) => row[member]), row.tags, row.createdAt]),
    "entries",
  );
  return sql`
    insert into ${place.name} (tenant_id, workspace_id, ${OWN.names}, entry_id, entry_created_at)
    with known as materialized (
      select m.id, m.content_hash as known_hash, m.created_at as known_at from ${RECORDED} as m
    )
    select ${name(tenant)}, ${name(workspace)}, ${OWN_OF_VALUES}, k.id, k.known_at
    from ${values} as v cross join known as k where k.known_hash = v.content_hash order by v.ordinal
    on conflict (tenant_id, workspace_id, entry_id, message_id, channel_id) do nothing`;
}
