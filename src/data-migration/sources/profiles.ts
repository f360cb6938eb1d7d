import { profileLinkTable, profileTable } from "../../../entities/profiles";
import { Shape } from "../../core/input/shape";
import { validate } from "../../core/input/validation";
import { linkInput, newLink } from "../../stores/profiles/link";
import { newRow, profileInput } from "../../stores/profiles/profile";
import { RejectionError } from "../read/row/rejection";
import type { Source } from "../read/step";
import { Target } from "../target/target";
import { UNKNOWN_TIME, withExtras, writtenAt } from "./reading/values";

const PROFILE = new Target(profileTable);
const LINK = new Target(profileLinkTable);

const { from, to } = profileLinkTable.columns;
/** Ends of a link by the names of their columns in the file, which a rejection names. */
const ENDS = Shape.of<{ source: string; target: string }>({ source: from, target: to });

/**
 * Source `profiles.db`. Its rows name neither tenant nor workspace, and profiles have no time. A
 * link may name profiles that do not exist.
 */
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
      transform(row, sink) {
        const values = { id: row.id(), name: row.text("name"), data: withExtras(row, row.json("data")) };
        const input = validate(profileInput, values, "");
        sink.write(PROFILE, row.scope(), newRow(writtenAt(UNKNOWN_TIME), input));
      },
    },
    {
      table: "cross_profile_links",
      target: LINK,
      key: ["source", "target"],
      columns: ["count", "first_seen", "last_seen"],
      transform(row, sink) {
        const db = row.scope();
        const lastSeenAt = row.instant("last_seen");
        const ends = validate(ENDS, { source: row.text("source"), target: row.text("target") }, "");
        const input = validate(
          linkInput,
          {
            from: ends.source,
            to: ends.target,
            count: row.whole("count"),
            seenAt: row.instant("first_seen"),
          },
          "",
        );
        const link = newLink(db, input);
        if (lastSeenAt < link.firstSeenAt) throw new RejectionError("is before first_seen", "last_seen");
        sink.write(LINK, db, { ...link, lastSeenAt });
      },
    },
  ],
};
