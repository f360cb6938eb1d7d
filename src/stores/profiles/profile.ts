import { type ProfileEntity, profileTable } from "../../../entities/profiles";
import type { CallOptions } from "../../core/call/deadline";
import { hasCode, idTaken } from "../../core/errors";
import type { Json } from "../../core/json/json";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import { changedRow } from "../../db/collections/change";
import { upsertRows } from "../../db/collections/natural-key";
import { type RowChange, upsertStatements } from "../../db/collections/upsert";
import { pageByName } from "../../db/pages/keyset-by-name";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Selection, Table } from "../../db/table";
import { raw, sql } from "../../dialect/sql";
import { ProfileListInput } from "./inputs";
import type { Profile, ProfileInput, ProfileListQuery } from "./types";

/** The caller names the type of the data, so rows fit any type. */
export const profile = new Table<ProfileEntity, Profile<never>>(profileTable);

export const PROFILES = collection({
  name: "profiles",
  what: "profile",
  table: profile,
  key: "name",
  page: listProfiles,
});

const maker = rowMaker<typeof profileTable, NewProfile, ProfileInput>(profileTable);

/** A row before it is written, with the schema version of its data. */
export type NewProfile = Profile & Pick<ProfileEntity, "schemaVersion">;

/** Validation rules of a profile to put. */
export const profileInput = maker.input;

/**
 * Makes the row of a new profile. Encoding its data also checks them.
 *
 * @param path of the input in errors, such as `profiles[3].`
 */
export function newRow(db: RowDefaults, input: ProfileInput, path = ""): NewProfile {
  const row = maker.row(db, input, path);
  return { ...row, updatedAt: input.createdAt === undefined ? row.createdAt : db.now() };
}

/**
 * Members that the database returns. For an existing profile they differ from the row that was
 * sent.
 */
type Kept = Pick<Profile, "id" | "name" | "createdAt" | "version">;
const KEPT = new Selection<Kept>(
  profileTable.columnList.filter(({ property }) => ["id", "name", "createdAt", "version"].includes(property)),
);

/** The profile as a later read returns it, without a read. */
export function toProfile<T = Json>(row: NewProfile, kept: Kept): Profile<T> {
  const { updatedAt } = row;
  return { ...maker.read(row), updatedAt, ...kept } as Omit<Profile, "data"> as Profile<T>;
}

const PUTS = upsertStatements({
  definition: profileTable,
  table: profile,
  key: ["name"],
  returns: KEPT as Selection<never>,
});
const REPLACED = new Set(["data", "schemaVersion"]);
const changeOf = (row: NewProfile): RowChange => ({
  key: row.name,
  path: "",
  row: { ...row },
  given: REPLACED,
});

/** @param rows of different names */
export const putRows = (call: Call, rows: readonly NewProfile[]): Promise<Kept[]> =>
  upsertRows(call, { statements: PUTS }, rows.map(changeOf)).catch((error: unknown) => {
    if (!hasCode(error, "unique_violation")) throw error;
    throw idTaken({ what: "profile", cure: "put the name that has it", field: "id" }, error.cause);
  });

/** Replaces the profile if it has this version. It never creates one. */
export function replaceRow(call: Call, row: NewProfile, ifVersion: number): Promise<Kept> {
  const where = PROFILES.atVersion(PROFILES.key.is(row.name), ifVersion);
  const statement = PUTS.update(call, changeOf(row), where);
  return changedRow(call, PROFILES, row.name, { statement, returns: KEPT, ifVersion });
}

function listProfiles(
  db: ScopedDb,
  query: ProfileListQuery,
  options: CallOptions,
): PageRequest<Profile<never>> {
  const called = { method: "list", Input: ProfileListInput, query, options };
  return paged(db, called, (call, { prefix = "" }, at) => {
    const list = {
      query: call.queryId({ prefix }),
      select: sql`select ${profile.columns.as("p")} from ${profile.name} as p where ${call.inScope("p")}`,
      returns: profile.columns,
      by: BY_NAME,
      nameOf: (row: Profile<never>) => row.name,
      prefix,
    };
    return pageByName(call, list, at);
  });
}

const BY_NAME = raw("p.name");
