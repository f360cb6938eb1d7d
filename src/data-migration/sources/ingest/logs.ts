import { ingestLogTable, ingestProvenanceTable, ingestUsageTable } from "../../../../entities/ingest";
import { validate } from "../../../core/input/validation";
import { logMaker } from "../../../stores/ingest/logs";
import { provenanceMaker } from "../../../stores/ingest/provenance";
import { usageMaker } from "../../../stores/ingest/usage";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { jsonOrText, orExtras } from "../reading/free-text";
import { UNKNOWN_TIME } from "../reading/values";

const LOG = new Target(ingestLogTable);
const PROVENANCE = new Target(ingestProvenanceTable);
const USAGE = new Target(ingestUsageTable);

export const log: Step = {
  table: "ingest_log",
  target: LOG,
  key: ["id"],
  columns: ["episode_id", "created_at"],
  optional: ["status", "details"],
  keepsExtras: true,
  transform(row, sink) {
    const db = row.scope();
    const input = {
      id: row.id(),
      episodeId: row.ref("episode", "episode_id"),
      status: row.textOrNull("status"),
      details: orExtras(row, jsonOrText(row, "details")),
      createdAt: row.instant("created_at"),
    };
    sink.write(LOG, db, logMaker.row(db, validate(logMaker.input, input, "")));
  },
};

export const provenance: Step = {
  table: "provenance",
  target: PROVENANCE,
  key: ["id"],
  columns: ["content_id", "source_url"],
  optional: [
    "source_type",
    "retrieved_at",
    "license",
    "terms_url",
    "consent_flags",
    "checksum_sha256",
    "creator_id",
    "episode_id",
  ],
  keepsExtras: true,
  transform(row, sink) {
    const db = row.scope();
    const retrievedAt = row.instantOrNull("retrieved_at");
    const input = {
      id: row.id(),
      contentId: row.textOrNull("content_id"),
      sourceUrl: row.textOrNull("source_url"),
      sourceType: row.textOrNull("source_type"),
      retrievedAt,
      license: row.textOrNull("license"),
      termsUrl: row.textOrNull("terms_url"),
      consentFlags: orExtras(row, jsonOrText(row, "consent_flags")),
      sha256: row.textOrNull("checksum_sha256"),
      creatorId: row.refOrNull("creator_profile", "creator_id"),
      episodeId: row.refOrNull("episode", "episode_id"),
      // Content was retrieved and its provenance was written at the same time.
      createdAt: retrievedAt ?? UNKNOWN_TIME,
    };
    sink.write(PROVENANCE, db, provenanceMaker.row(db, validate(provenanceMaker.input, input, "")));
  },
};

export const usage: Step = {
  table: "usage_log",
  target: USAGE,
  key: ["id"],
  columns: ["call_id", "ts"],
  optional: [
    "content_ids",
    "policy_version",
    "decisions",
    "redactions",
    "output_hash",
    "user_cmd",
    "channel_id",
  ],
  keepsExtras: true,
  transform(row, sink) {
    const db = row.scope();
    const input = {
      id: row.id(),
      callId: row.textOrNull("call_id"),
      contentIds: jsonOrText(row, "content_ids"),
      policyVersion: row.textOrNull("policy_version"),
      decisions: orExtras(row, jsonOrText(row, "decisions")),
      redactions: jsonOrText(row, "redactions"),
      outputHash: row.textOrNull("output_hash"),
      userCommand: row.textOrNull("user_cmd"),
      channelId: row.textOrNull("channel_id"),
      createdAt: row.instant("ts"),
    };
    sink.write(USAGE, db, usageMaker.row(db, validate(usageMaker.input, input, "")));
  },
};
