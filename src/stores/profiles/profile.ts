import { type ProfileEntity, profileTable } from "../../../entities/profiles";
import type { Json } from "../../core/json";
import { lookup } from "../../db/lookup";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { selection, Table } from "../../db/table";
import { Rows, raw, type Sql, sql } from "../../dialect/sql";
import type { Profile, ProfileInput } from "./types";

/** Data are of the type that the caller names: rows read are profiles of any. */
export const profile = new Table<ProfileEntity, Profile<never>>(profileTable);

export const profiles = lookup(profile, "name");

const maker = rowMaker<typeof profileTable, NewProfile, ProfileInput>(profileTable);

/** A row before it is written, with the version of its data's schema. */
export type NewProfile = Profile & Pick<ProfileEntity, "schemaVersion">;

/** The rules of a profile to put. */
export const profileInput = maker.input;

/**
 * The row of a new profile, its data encoded, which checks them.
 *
 * @param path of the input in errors, such as `profiles[3].`
 */
export function newRow(db: RowDefaults, input: ProfileInput, path = ""): NewProfile {
  const row = maker.row(db, input, path);
  return { ...row, updatedAt: input.createdAt === undefined ? row.createdAt : db.now() };
}

/** What the database knows better than the row that was sent: the profile may have been there. */
export type Kept = Pick<Profile, "id" | "name" | "createdAt" | "version">;
export const KEPT = selection<Kept>({ id: "uuid", name: "name", createdAt: "instant", version: "integer" });

/** What a later read will give, without asking for it. */
export function toProfile<T = Json>(row: NewProfile, kept: Kept): Profile<T> {
  const { updatedAt } = row;
  return { ...maker.read(row), updatedAt, ...kept } as Omit<Profile, "data"> as Profile<T>;
}

const UPSERT = raw(
  `on conflict (tenant_id, workspace_id, name) do update set
    data = excluded.data, schema_version = excluded.schema_version, updated_at = excluded.updated_at, version = profile.version + 1
  returning id, name, created_at, version`,
);

const PUT = ["id", "name", "data", "createdAt", "updatedAt", "version", "schemaVersion"] as const;
const insert = profile.inserter(["tenant", "workspace", ...PUT]);

export function upsertOne(db: ScopedDb, row: NewProfile): Sql {
  const { tenant, workspace } = db;
  return sql`${insert({ tenant, workspace, ...row })} ${UPSERT}`;
}

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
