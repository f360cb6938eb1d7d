import { count, instant, integer, json, name, uuid } from "./columns";
import { type ScopedRow, table } from "./table";

export const profileTable = table("profile", {
  scope: "workspace",
  key: ["id"],
  columns: {
    id: uuid(),
    name: name(),
    data: json(),
    createdAt: instant(),
    updatedAt: instant(),
    version: integer(),
  },
  indexes: {
    profile_key: { on: ["name"], unique: true },
  },
});

/** How often one name was seen with another. The names need not have a profile (yet). */
export const profileLinkTable = table("profile_link", {
  scope: "workspace",
  key: ["source", "target"],
  columns: {
    source: name(),
    target: name(),
    count: count(),
    firstSeen: instant(),
    lastSeen: instant(),
  },
  indexes: {
    profile_link_reverse: { on: ["target", "source"] },
  },
  checks: {
    profile_link_count: "count >= 0",
  },
});

export type ProfileEntity = ScopedRow<typeof profileTable>;
export type ProfileLinkEntity = ScopedRow<typeof profileLinkTable>;
