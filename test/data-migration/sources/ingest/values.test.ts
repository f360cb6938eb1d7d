import { coercions, forgotten, reasons, rowsOf } from "../files";
import { dirty } from "./dirty";

test("creators, episodes and segments that lack what they are known by are rejected, or have figures that are none", () => {
  const moved = dirty(`
    insert into creator_profile (id, slug, verified, last_checked_at) values
      (1, null, 1, null), (2, '', 1, null), (3, 'a', 2, null), (4, 'b', 1, 'soon'), (5, 'c', null, '');
    insert into episode (id, platform, external_id, duration, published_at) values
      (1, null, 'v', 1, null), (2, 'p', null, 1, null), (3, 'p', 'v', 'long', null), (4, 'p', 'w', 9e999, null),
      (5, 'p', 'x', '12.5', 1735689600);
    insert into transcript_segment (id, episode_id, start, text) values
      (1, 5, null, 'a'), (2, 5, 0, null), (3, null, 0, 'a'), (4, 5, 0, '');`);
  expect(reasons(moved, "creator_profile")).toEqual([
    "slug is null",
    expect.stringMatching(/^slug must be a non-empty string/),
    "verified is neither 0 nor 1",
    expect.stringMatching(/^last_checked_at is not an instant: /),
    null,
  ]);
  expect(coercions(moved, "creator_profile")).toMatchObject({ "last_checked_at: empty text to null": 1 });
  expect(reasons(moved, "episode")).toEqual([
    "platform is null",
    "external_id is null",
    "duration is text, not a number",
    "duration is infinite",
    null,
  ]);
  expect(rowsOf(moved, "episode", 4)[0]).toMatchObject({
    creatorId: null,
    durationSeconds: 12.5,
    publishedAt: new Date("2025-01-01T00:00:00Z"),
  });
  expect(reasons(moved, "transcript_segment")).toEqual([
    "start is null",
    "text is null",
    "episode_id is null, so the row has no key",
    null,
  ]);
});

test("logs keep JSON as JSON and any other text as a string, and need their time", () => {
  const moved = dirty(`
    insert into ingest_log (id, episode_id, status, details, created_at) values
      (1, 1, 'ok', '{"a": 1}', '2025-01-01'), (2, 1, 'failed', 'HTTP 503', '2025-01-01'),
      (3, 1, null, '{"a": NaN}', '2025-01-01'), (4, 1, 'ok', null, null), (5, null, 'ok', null, '2025-01-01'),
      (6, 1, 'ok', '1412345678901234567', '2025-01-01'), (7, 1, 'ok', 'null', '2025-01-01');
    insert into usage_log values
      (1, 'c', '["v1"]', '2', '{"allowed": true}', '[EMAIL]', 'h', '/ask', 'general', '2025-01-01T10:00:00+02:00'),
      (2, null, 'v1,v2', null, '', 'none', null, null, null, 1735689600),
      (3, '', null, null, '{"a": 1, "a": 2}', null, null, null, null, '2025-01-01'),
      (4, '', null, null, null, null, null, null, null, null);
    insert into provenance (id, consent_flags, retrieved_at) values
      (1, '{"voice": true}', '2025-01-01'), (2, null, null), (3, null, 'soon');`);
  expect(reasons(moved, "ingest_log")).toEqual([
    null,
    null,
    "details has NaN or Infinity, which Python writes and JSON does not have",
    "created_at is null where an instant is expected",
    "episode_id is null, so the row has no key",
    null,
    null,
  ]);
  const details = [0, 1, 5, 6].map((n) => rowsOf(moved, "ingest_log", n)[0]?.details);
  expect(details).toEqual([{ a: 1 }, "HTTP 503", "1412345678901234567", null]);
  expect(coercions(moved, "ingest_log")).toMatchObject({
    "details: JSON text to JSON": 2,
    "details: plain text to JSON string": 2,
  });
  expect(reasons(moved, "usage_log")).toEqual([
    null,
    null,
    "decisions has the same key twice in one object",
    "ts is null where an instant is expected",
  ]);
  expect(rowsOf(moved, "usage_log")[0]).toMatchObject({
    callId: "c",
    contentIds: ["v1"],
    policyVersion: "2",
    decisions: { allowed: true },
    redactions: "[EMAIL]",
    outputHash: "h",
    userCommand: "/ask",
    channelId: "general",
    createdAt: new Date("2025-01-01T08:00:00Z"),
  });
  expect(rowsOf(moved, "usage_log", 1)[0]).toMatchObject({
    contentIds: "v1,v2",
    decisions: null,
    redactions: "none",
  });
  expect(reasons(moved, "provenance")).toEqual([
    null,
    null,
    expect.stringMatching(/^retrieved_at is not an instant: /),
  ]);
  expect(rowsOf(moved, "provenance")[0]).toMatchObject({
    consentFlags: { voice: true },
    createdAt: new Date("2025-01-01T00:00:00Z"),
  });
  expect(rowsOf(moved, "provenance", 1)[0]).toMatchObject({ retrievedAt: null, createdAt: new Date(0) });
  expect(forgotten(moved)).toEqual([]);
});
