import { profileLinkTable, profileTable } from "../../../entities/profiles";
import { checkName } from "../../core/arguments";
import { validate } from "../../core/validation";
import { linkInput, newLink } from "../../stores/profiles/link";
import { newRow, profileInput } from "../../stores/profiles/profile";
import { Target } from "../target";
import { Refused } from "./refused";
import type { Source } from "./source";
import { UNKNOWN_TIME, withExtras, writtenAt } from "./values";

const PROFILE = new Target(profileTable);
const LINK = new Target(profileLinkTable);

/** profiles.db: its rows name neither tenant nor workspace, and profiles no time. The names in links need not have a profile. */
export const profiles: Source = {
  kind: "profiles",
  tier: "P0",
  steps: [
    {
      table: "profiles",
      target: PROFILE,
      key: ["name"],
      columns: ["data"],
      keepsExtras: true,
      move(row, to) {
        const given = { id: row.id(), name: row.text("name"), data: withExtras(row, row.json("data")) };
        const input = validate(profileInput, given, "");
        to.emit(PROFILE, row.scope(), newRow(writtenAt(UNKNOWN_TIME), input));
      },
    },
    {
      table: "cross_profile_links",
      target: LINK,
      key: ["source", "target"],
      columns: ["count", "first_seen", "last_seen"],
      move(row, to) {
        const db = row.scope();
        const lastSeenAt = row.instant("last_seen");
        const input = validate(
          linkInput,
          {
            from: checkName(row.text("source"), "source"),
            to: checkName(row.text("target"), "target"),
            count: row.whole("count"),
            seenAt: row.instant("first_seen"),
          },
          "",
        );
        const link = newLink(db, input);
        if (lastSeenAt < link.firstSeenAt) throw new Refused("is before first_seen", "last_seen");
        to.emit(LINK, db, { ...link, lastSeenAt });
      },
    },
  ],
};
