import { count, type Id, instant, json, name, schemaVersion, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** Profile: the data of a named person or thing, such as a user, an agent or a model. */
export const profileTable = table("profile", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID. Default: made by the store. A `put` never changes it. */
    id: uuid<"profile">().default("new"),
    /** The key in the scope. */
    name: name(),
    /** Any JSON value. `put` replaces it as a whole. */
    data: json().typed("profiles", "name"),
    /** Only for a new profile; an existing one keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** Time of the last `put`. */
    updatedAt: instant().generated(),
    /** Starts at 1 and grows by one with each `put`. */
    version: version(),
    /** Version of the schema that the data were written with; null: no schema. */
    schemaVersion: schemaVersion(),
  },
  indexes: {
    profile_key: { on: ["name"], unique: true },
  },
});

/**
 * Co-occurrence count: how often one name was seen with another. The names need not have a profile.
 */
export const profileLinkTable = table("profile_link", {
  scope: "workspace",
  key: ["from", "to"],
  columns: {
    /**
     * Name at the start. The column has another name, because `from` and `to` are reserved in SQL.
     */
    from: name("from_name"),
    /** Name at the end; may be the same. */
    to: name("to_name"),
    /** Number of observations: a whole number from 0 to 2^53 - 1. */
    count: count().default(1),
    /** Earliest recorded time. */
    firstSeenAt: instant().generated(),
    /** Latest recorded time. */
    lastSeenAt: instant().generated(),
    /** Starts at 1 and grows by one with each `add`. */
    version: version(),
  },
  indexes: {
    profile_link_reverse: { on: ["to", "from"] },
  },
  checks: {
    profile_link_count: "count >= 0",
  },
});

export type ProfileId = Id<"profile">;

export type ProfileEntity = ScopedRow<typeof profileTable>;
export type ProfileLinkEntity = ScopedRow<typeof profileLinkTable>;
