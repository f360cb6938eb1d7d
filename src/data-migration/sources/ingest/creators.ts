import { ingestCreatorTable } from "../../../../entities/ingest";
import { validate } from "../../../core/input/validation";
import { creatorMaker } from "../../../stores/ingest/creators";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { UNKNOWN_TIME } from "../reading/values";

const CREATOR = new Target(ingestCreatorTable);

export const creators: Step = {
  table: "creator_profile",
  target: CREATOR,
  key: ["id"],
  columns: ["slug"],
  optional: ["youtube_id", "twitch_id", "verified", "last_checked_at"],
  transform(row, sink) {
    const db = row.scope();
    const input = validate(
      creatorMaker.input,
      {
        id: row.id(),
        slug: row.text("slug"),
        youtubeId: row.textOrNull("youtube_id"),
        twitchId: row.textOrNull("twitch_id"),
        verified: row.flagOrNull("verified"),
        lastCheckedAt: row.instantOrNull("last_checked_at"),
        createdAt: UNKNOWN_TIME,
        updatedAt: UNKNOWN_TIME,
      },
      "",
    );
    sink.write(CREATOR, db, creatorMaker.row(db, input));
  },
};
