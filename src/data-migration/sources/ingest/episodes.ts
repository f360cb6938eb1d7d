import { ingestEpisodeTable, ingestSegmentTable } from "../../../../entities/ingest";
import { validate } from "../../../core/input/validation";
import { episodeMaker } from "../../../stores/ingest/episodes";
import { segmentEntries, segmentMaker } from "../../../stores/ingest/segments";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { UNKNOWN_TIME } from "../reading/values";

const EPISODE = new Target(ingestEpisodeTable);

const SEGMENT = new Target(ingestSegmentTable, {
  entries: (segment: Parameters<typeof segmentEntries>[0]) => segmentEntries(segment),
});

export const episodes: Step = {
  table: "episode",
  target: EPISODE,
  key: ["id"],
  columns: ["platform", "external_id"],
  optional: ["creator_id", "url", "title", "published_at", "duration", "visibility"],
  transform(row, sink) {
    const db = row.scope();
    const input = validate(
      episodeMaker.input,
      {
        id: row.id(),
        platform: row.text("platform"),
        externalId: row.text("external_id"),
        creatorId: row.refOrNull("creator_profile", "creator_id"),
        url: row.textOrNull("url"),
        title: row.textOrNull("title"),
        publishedAt: row.instantOrNull("published_at"),
        durationSeconds: row.numberOrNull("duration"),
        visibility: row.textOrNull("visibility"),
        createdAt: UNKNOWN_TIME,
        updatedAt: UNKNOWN_TIME,
      },
      "",
    );
    sink.write(EPISODE, db, episodeMaker.row(db, input));
  },
};

export const segments: Step = {
  table: "transcript_segment",
  target: SEGMENT,
  key: ["id"],
  columns: ["episode_id", "start", "text"],
  optional: ["end", "speaker"],
  transform(row, sink) {
    const db = row.scope();
    const input = {
      id: row.id(),
      episodeId: row.ref("episode", "episode_id"),
      startSeconds: row.number("start"),
      endSeconds: row.numberOrNull("end"),
      text: row.text("text"),
      speaker: row.textOrNull("speaker"),
      createdAt: UNKNOWN_TIME,
    };
    sink.write(SEGMENT, db, segmentMaker.row(db, validate(segmentMaker.input, input, "")));
  },
};
