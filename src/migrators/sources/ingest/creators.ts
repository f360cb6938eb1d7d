import { ingestCreatorTable } from "../../../../entities/ingest";
import { validate } from "../../../core/validation";
import { creatorMaker } from "../../../stores/ingest/creators";
import { Target } from "../../target";
import type { Step } from "../source";
import { UNKNOWN_TIME } from "../values";

const CREATOR = new Target(ingestCreatorTable);

export const creators: Step = {
  table: "creator_profile",
  target: CREATOR,
  key: ["id"],
  columns: ["slug"],
  optional: ["youtube_id", "twitch_id", "verified", "last_checked_at"],
  move(row, to) {
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
    to.emit(CREATOR, db, creatorMaker.row(db, input));
  },
};
