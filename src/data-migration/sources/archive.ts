import { archiveEntryTable, archivePlaceTable, archiveTagTable } from "../../../entities/archive";
import { validate } from "../../core/input/validation";
import { entryRules, indexEntries, newRow } from "../../stores/archive/entry";
import { placeOf } from "../../stores/archive/place";
import type { Source } from "../read/step";
import { Target } from "../target/target";
import { jsonIfAny, names, orExtras } from "./reading/free-text";
import { UNKNOWN_TIME } from "./reading/values";

const ENTRY = new Target(archiveEntryTable, {
  entries: (entry: Parameters<typeof indexEntries>[0]) => indexEntries(entry),
});
const PLACE = new Target(archivePlaceTable);
const TAG = new Target(archiveTagTable);

/** Source `archive.db`. An attachment may name its tenant and workspace. */
export const archive: Source = {
  kind: "archive",
  tier: "P2",
  steps: [
    {
      table: "attachments",
      target: ENTRY,
      key: ["content_hash"],
      columns: ["message_id", "channel_id", "filename", "size", "sha256"],
      optional: [
        "attachment_ids",
        "tenant",
        "workspace",
        "media_type",
        "visibility",
        "tags",
        "compression",
        "created_at",
      ],
      keepsExtras: true,
      transform(row, sink) {
        const db = row.scope("tenant", "workspace");
        const values = {
          id: row.id(),
          contentHash: row.text("content_hash"),
          messageId: row.text("message_id"),
          channelId: row.text("channel_id"),
          attachmentIds: names(row, "attachment_ids"),
          filename: row.text("filename"),
          sizeBytes: row.whole("size"),
          sha256: row.text("sha256"),
          mediaType: row.nameOrNull("media_type"),
          visibility: row.nameOrNull("visibility"),
          tags: names(row, "tags"),
          compression: orExtras(row, jsonIfAny(row, "compression")),
          createdAt:
            row.instantOrNull("created_at") ??
            row.coerced(UNKNOWN_TIME, "created_at", { how: "null to 1970-01-01", from: null }),
        };
        const entry = newRow(db, validate(entryRules, values, ""));
        const { id: entryId, tags, createdAt } = entry;
        if (tags.some((tag, i) => tag !== values.tags[i]) || tags.length < values.tags.length)
          row.note("tags", "sorted, each once", null);
        // The recording is of no call, so a call that records the same content finds it recorded.
        sink.write(ENTRY, db, { ...entry, recording: entryId });
        sink.write(PLACE, db, placeOf(entry));
        for (const tag of tags) sink.write(TAG, db, { entryId, tag, createdAt });
      },
    },
  ],
};
