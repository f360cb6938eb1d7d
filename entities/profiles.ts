import { count, type Id, instant, json, name, schemaVersion, uuid, version } from "./columns";
import { type ScopedRow, table } from "./table";

/** What is known of somebody or something that has a name: a user, an agent, a model. */
export const profileTable = table("profile", {
  scope: "workspace",
  key: ["id"],
  columns: {
    /** UUID; given by the caller or made by the store. It stays the same through every `put`. */
    id: uuid<"profile">().default("new"),
    /** Its key in the scope. */
    name: name(),
    /** Any JSON value; `put` replaces it whole. */
    data: json().typed("profiles", "name"),
    /** Of a new profile; one that exists keeps its time. Default: now. */
    createdAt: instant().default("now"),
    /** When it was last put. */
    updatedAt: instant().generated(),
    /** 1 at first, one more with each `put`. */
    version: version(),
    /** The version of the schema that the data were written by; null: without one. */
    schemaVersion: schemaVersion(),
  },
  indexes: {
    profile_key: { on: ["name"], unique: true },
  },
});

/** How often one name was seen with another. The names need not have a profile (yet). */
export const profileLinkTable = table("profile_link", {
  scope: "workspace",
  key: ["from", "to"],
  columns: {
    /** The name that it begins at. In SQL both words are reserved. */
    from: name("from_name"),
    /** The name that it ends at; may be the same. */
    to: name("to_name"),
    /** How often it was seen: a whole number from 0 to 2^53 - 1. */
    count: count().default(1),
    /** The earliest that was ever noted. */
    firstSeenAt: instant().generated(),
    /** The latest that was ever noted. */
    lastSeenAt: instant().generated(),
    /** 1 at first, one more with each `add`. */
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
