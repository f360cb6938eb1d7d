import type { IngestJob, IngestSegment } from "../../../src/stores/ingest/types";
import type { Baseline } from "../baseline";

type SegmentColumns = [string, string, number, number | null, string, string | null, unknown];

export const segmentReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): IngestSegment => {
    const row = columns as SegmentColumns;
    return {
      id: row[0],
      episodeId: row[1],
      startSeconds: row[2],
      endSeconds: row[3],
      text: row[4],
      speaker: row[5],
      createdAt: date(row[6]),
    };
  };

/** Columns of a job in order. `unknown`: the engines write these values differently. */
type JobColumns = [
  string,
  string,
  string,
  string | null,
  string,
  string | null,
  number,
  string | null,
  IngestJob["status"],
  number,
  number,
  unknown,
  unknown,
  string | null,
  unknown,
  unknown,
  unknown,
  string | null,
  string | null,
  unknown,
];

export const jobReader = ({ codec: { date } }: Baseline) => {
  const known = (value: unknown): Date | null => (value === null ? null : date(value));
  const json = (text: string | null) => (text === null ? null : JSON.parse(text));
  return (columns: unknown[]): IngestJob => {
    const row = columns as JobColumns;
    return {
      id: row[0],
      source: row[1],
      externalId: row[2],
      url: row[3],
      tags: JSON.parse(row[4]),
      visibility: row[5],
      priority: row[6],
      payload: json(row[7]),
      status: row[8],
      attempts: row[9],
      maxAttempts: row[10],
      scheduledAt: date(row[11]),
      availableAt: known(row[12]),
      claimedBy: row[13],
      leaseExpiresAt: known(row[14]),
      pickedAt: known(row[15]),
      finishedAt: known(row[16]),
      error: row[17],
      result: json(row[18]),
      createdAt: date(row[19]),
    };
  };
};
