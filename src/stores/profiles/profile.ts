import { type ProfileEntity, profileTable } from "../../../entities/profiles";
import { JsonText } from "../../core/json";
import { lookup } from "../../db/lookup";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { selection, Table } from "../../db/table";
import { Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { ProfileInput } from "./inputs";
import type { Profile } from "./types";

export const profile = new Table<ProfileEntity, Profile>(profileTable);

export const profiles = lookup(profile, "name");

/** A row before it is written: its data is encoded already, which is how it was checked. */
export type NewProfile = Omit<Profile, "data"> & { data: JsonText };

/** @param path of the input in errors, such as `profiles[3].` */
export function newRow(db: RowDefaults, input: ProfileInput, path = ""): NewProfile {
  const now = new Date(db.now());
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    name: input.name,
    data: JsonText.of(input.data, `${path}data`),
    createdAt: new Date(input.createdAt ?? now),
    updatedAt: now,
    version: 1,
  };
}

/** What the database knows better than the row that was sent: the profile may have been there. */
export type Kept = Pick<Profile, "id" | "name" | "createdAt" | "version">;
export const KEPT = selection<Kept>({ id: "uuid", name: "name", createdAt: "instant", version: "integer" });

/** What a later read will give, without asking for it. */
export function toProfile({ data, updatedAt }: NewProfile, { id, name, createdAt, version }: Kept): Profile {
  return { id, name, data: data.value(), createdAt, updatedAt, version };
}

const UPSERT = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    data = excluded.data, updated_at = excluded.updated_at, version = profile.version + 1
  returning id, name, created_at, version`,
);

export function upsertOne(db: ScopedDb, row: NewProfile): Sql {
  const { tenant, workspace } = db;
  return sql`${profile.insert({ tenant, workspace, ...row })} ${UPSERT}`;
}

const PUT = ["id", "name", "data", "createdAt", "updatedAt", "version"] as const;
const PUT_COLUMNS = profile.rowColumns(PUT);

/** @param rows of different names, sorted: calls that overlap then lock in the same order */
export function upsertMany(db: ScopedDb, rows: readonly NewProfile[]): Sql {
  const values = new Rows(
    PUT_COLUMNS,
    rows.map((row) => PUT.map((property) => row[property])),
    "profiles",
  );
  return sql`
    insert into ${profile.name} (tenant_id, workspace_id, ${profile.columns.sql})
    select ${profile.param("tenant", db.tenant)}, ${profile.param("workspace", db.workspace)}, ${profile.columns.as("v")}
    from ${values} as v order by v.ordinal ${UPSERT}`;
}
