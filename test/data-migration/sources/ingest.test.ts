import { ingest } from "../../../src/data-migration/sources/ingest";
import type {
  IngestCreatorInput,
  IngestEpisodeInput,
  IngestLogInput,
  IngestSegmentInput,
  IngestWatchInput,
} from "../../../src/stores/ingest/types";
import { createTestStores } from "../../../src/testing";
import { coercions, counts, example, forgotten, reasons, rowsOf, TestFiles } from "./files";
import { movedFrom } from "./moved";

const files = new TestFiles();
afterAll(() => files.remove());

const dirty = (statements: string) => movedFrom(files.like("ingest", statements), ingest);
const WATCH =
  "insert into watchlist values (1, 'acme', 'main', 'youtube', '@a', null, 1, '2025-01-01', '2025-01-02');";

describe("of the real file", () => {
  const moved = movedFrom(example("ingest"), ingest);
  const first = (table: string) => rowsOf(moved, table)[0] as never;

  test("all rows are moved, and complete", () => {
    expect(counts(moved)).toEqual({
      creator_profile: [15, 0],
      episode: [120, 0],
      transcript_segment: [1440, 0],
      ingest_log: [120, 0],
      provenance: [120, 0],
      watchlist: [15, 0],
      ingest_state: [15, 0],
      ingest_job: [120, 0],
    });
    expect(forgotten(moved)).toEqual([]);
  });

  test("every column arrives", () => {
    expect(first("creator_profile")).toMatchObject({
      slug: "initech:default:yt:UC000000",
      youtubeId: "UC000000",
      twitchId: null,
      verified: false,
      lastCheckedAt: new Date("2026-11-21T02:57:08Z"),
      createdAt: new Date(0),
    });
    const { id: creatorId } = first("creator_profile") as { id: string };
    expect(first("episode")).toMatchObject({
      creatorId,
      platform: "youtube",
      externalId: "v0",
      url: "https://example.org/v/0",
      title: "What is a privet?",
      publishedAt: new Date("2025-01-01T00:16:15.243Z"),
      durationSeconds: 6820.013,
      visibility: "public",
    });
    const { id: episodeId } = first("episode") as { id: string };
    expect(first("transcript_segment")).toMatchObject({
      episodeId,
      startSeconds: 0,
      endSeconds: 4.468,
      text: "Welcome. Today we talk about a privet.",
      speaker: "host",
    });
    expect(first("ingest_log")).toMatchObject({
      episodeId,
      status: "ok",
      details: { segments: 12 },
      createdAt: new Date("2026-11-21T02:57:08Z"),
    });
    expect(first("provenance")).toMatchObject({
      contentId: "v0",
      sourceUrl: "https://example.org/v/0",
      sourceType: "youtube",
      retrievedAt: new Date("2025-01-01T00:00:10.308Z"),
      license: "cc-by",
      termsUrl: null,
      consentFlags: null,
      sha256: "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
      creatorId,
      episodeId,
    });
    expect(first("ingest_job")).toMatchObject({
      source: "youtube",
      externalId: "v0",
      url: "https://example.org/v/0",
      tags: ["a", "b"],
      visibility: "public",
      priority: 1,
      status: "dead",
      attempts: 3,
      scheduledAt: new Date("2025-01-01T00:01:22.783Z"),
      availableAt: null,
      createdAt: new Date("2025-01-01T00:01:22.783Z"),
    });
  });

  test("a watch and its state become one row", () => {
    expect(first("watchlist")).toMatchObject({
      sourceType: "youtube",
      handle: "@chan0",
      label: null,
      enabled: true,
      failureCount: 0,
      createdAt: new Date("2026-11-21T02:57:08.809Z"),
      updatedAt: new Date("2026-11-21T02:57:08.809Z"),
    });
    for (let n = 0; n < 15; n++)
      expect(rowsOf(moved, "ingest_state", n)).toEqual(rowsOf(moved, "watchlist", n));
  });

  test("watches and jobs are in the scope that they name, other rows in the operator's", () => {
    const scopes = new Set(
      moved.flatMap(({ table, rows }) =>
        rows.map(({ tenant, workspace }) =>
          /watchlist|state|job/.test(table) ? `${tenant}/${workspace}` : `${table} ${tenant}`,
        ),
      ),
    );
    expect([...scopes].sort()).toEqual([
      "acme/main",
      "acme/research",
      "creator_profile operator",
      "episode operator",
      "globex/main",
      "ingest_log operator",
      "initech/default",
      "provenance operator",
      "transcript_segment operator",
    ]);
  });

  test("the store writes the same rows for the same input", async () => {
    await using stores = await createTestStores();
    const { ingest: store } = stores.scope({ tenant: "acme" });
    const given = <T>(table: string, n = 0): T => rowsOf(moved, table, n)[0] as T;
    /** The store sets the version. */
    const versioned = <T>(table: string): [T, object] => {
      const row = given<{ version: number }>(table);
      const { version, ...input } = row;
      expect(version).toBe(1);
      return [input as T, row];
    };
    const [creator, creatorRow] = versioned<IngestCreatorInput>("creator_profile");
    const [episode, episodeRow] = versioned<IngestEpisodeInput>("episode");
    const [watch, watchRow] = versioned<IngestWatchInput>("watchlist");
    const segment = given<IngestSegmentInput>("transcript_segment");
    const log = given<IngestLogInput>("ingest_log");
    expect(await store.creators.upsert(creator)).toEqual(creatorRow);
    expect(await store.episodes.upsert(episode)).toEqual(episodeRow);
    expect(await store.segments.addMany([segment])).toEqual([segment]);
    expect(await store.episodes.logs.add(log)).toEqual(log);
    expect(await store.provenance.add(first("provenance"))).toEqual(first("provenance"));
    expect(await store.watchlist.upsert(watch)).toEqual(watchRow);
    for (let n = 0; n < 120; n++) {
      const { availableAt, ...job } = given<{ availableAt: Date }>("ingest_job", n);
      expect((await store.jobs.enqueue(job as never)).job).toEqual({ ...job, availableAt });
    }
  });
});

test("creators, episodes and segments without their key or with invalid figures are refused", () => {
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

describe("a watch", () => {
  test("includes its state", () => {
    const moved = dirty(`${WATCH}
      insert into ingest_state values (7, 1, 'page-2', '2025-01-03', 'W/"1"', 3, '2025-01-04T00:00:00Z');`);
    const [row] = rowsOf(moved, "watchlist");
    expect(row).toMatchObject({
      cursor: "page-2",
      lastSeenAt: new Date("2025-01-03T00:00:00Z"),
      etag: 'W/"1"',
      failureCount: 3,
      backoffEndsAt: new Date("2025-01-04T00:00:00Z"),
      dueAt: new Date("2025-01-04T00:00:00Z"),
    });
    expect(rowsOf(moved, "ingest_state")).toEqual([row]);
  });

  test("has its first state; a second, different state is refused, and so is a state without a watch", () => {
    const moved = dirty(`${WATCH}
      insert into ingest_state values (1, 1, 'a', null, null, 0, null), (2, 1, 'b', null, null, 0, null),
        (3, 1, 'a', null, null, 0, null), (4, 9, 'a', null, null, 0, null), (5, null, 'a', null, null, 0, null);`);
    expect(reasons(moved, "ingest_state")).toEqual([
      null,
      "watchlist_id has a state already, which is another",
      null,
      "watchlist_id names no row of watchlist",
      "watchlist_id is null, so the row has no key",
    ]);
    const [row] = rowsOf(moved, "watchlist");
    expect(row).toMatchObject({ cursor: "a" });
    expect(rowsOf(moved, "ingest_state", 2)).toEqual([row]);
  });

  test("is refused with its state if one of the two is invalid", () => {
    const moved = dirty(`${WATCH}
      insert into watchlist values (2, 'acme', 'main', 'youtube', '@b', null, 7, '2025-01-01', null),
        (3, 'acme', 'main', null, '@c', null, 1, '2025-01-01', null),
        (4, 'acme', 'main', 'youtube', '@d', cast(x'ff' as text), 1, '2025-01-01', null),
        (5, 'acme', 'main', 'youtube', '@e', null, 1, '2025-01-01', null);
      insert into ingest_state values (1, 1, null, null, null, -1, null), (2, 2, null, null, null, 0, null),
        (3, 3, null, null, null, 0, null), (4, 4, null, null, null, 0, null), (5, 5, cast(x'fe' as text), null, null, 0, null);`);
    const failures = "failureCount must be a whole number from 0 to 1000000000";
    expect(reasons(moved, "watchlist")).toEqual([
      failures,
      "enabled is neither 0 nor 1",
      "source_type is null",
      "label has bytes that are not valid UTF-8",
      "ingest_state.cursor has bytes that are not valid UTF-8",
    ]);
    expect(reasons(moved, "ingest_state")).toEqual([
      failures,
      "watchlist.enabled is neither 0 nor 1",
      "watchlist.source_type is null",
      "watchlist.label has bytes that are not valid UTF-8",
      "cursor has bytes that are not valid UTF-8",
    ]);
  });

  test("with null values has the meaning of the old store", () => {
    const moved = dirty(`
      insert into watchlist values (1, null, '', 'youtube', '@a', null, null, null, '');
      insert into ingest_state values (1, 1, null, '', null, null, null);`);
    const rows = moved.map(({ rows: [row] }) => row);
    expect(rows[0]).toMatchObject({ tenant: "operator", workspace: "default" });
    expect(rowsOf(moved, "watchlist")[0]).toMatchObject({
      enabled: false,
      failureCount: 0,
      createdAt: new Date(0),
      updatedAt: new Date(0),
    });
    expect(rowsOf(moved, "ingest_state")).toEqual(rowsOf(moved, "watchlist"));
    expect(coercions(moved, "watchlist")).toMatchObject({
      "enabled: null to false": 1,
      "created_at: null to 1970-01-01": 1,
    });
    expect(coercions(moved, "ingest_state")).toMatchObject({ "failure_count: null to 0": 1 });
  });
});

test("jobs keep their status, and unfinished ones can be claimed", () => {
  const job = (id: number, status: string, attempts: string) =>
    `(${id}, 'acme', 'main', 'youtube', 'v${id}', ${status}, ${attempts}, '2025-01-01', '2025-01-02')`;
  const moved = dirty(`
    insert into ingest_job (id, tenant, workspace, source_type, external_id, status, attempts, scheduled_at, picked_at) values
      ${job(1, "'queued'", "9")}, ${job(2, "'running'", "5")}, ${job(3, "'done'", "7")}, ${job(4, "'failed'", "null")},
      ${job(5, "'dead'", "1")}, ${job(6, "'paused'", "1")}, ${job(7, "null", "1")}, ${job(8, "'queued'", "-1")},
      ${job(9, "'queued'", "9999999")}, ${job(10, "'queued'", "'two'")};`);
  expect(reasons(moved, "ingest_job")).toEqual([
    null,
    null,
    null,
    null,
    null,
    "status is none of queued, running, done, failed and dead",
    "status is null",
    "attempts must be a whole number from 0 to 1000000",
    expect.stringMatching(/ttempts must be a whole number/),
    "attempts is text, not a number",
  ]);
  const at = new Date("2025-01-01T00:00:00Z");
  const shown = [0, 1, 2, 3, 4].map((n) => rowsOf(moved, "ingest_job", n)[0]);
  expect(shown).toMatchObject([
    { status: "queued", attempts: 9, maxAttempts: 10, availableAt: at, leaseExpiresAt: null },
    { status: "running", attempts: 5, maxAttempts: 6, availableAt: at, leaseExpiresAt: at, claimedBy: null },
    { status: "done", attempts: 7, availableAt: null },
    { status: "dead", attempts: 0, availableAt: null },
    { status: "dead", attempts: 1, availableAt: null },
  ]);
  expect(coercions(moved, "ingest_job")).toMatchObject({
    "status: failed to dead": 1,
    "attempts: null to 0": 1,
  });
});

test("tags of a job become a list of names", () => {
  const moved = dirty(`
    insert into ingest_job (id, tenant, workspace, source_type, external_id, status, tags) values
      (1, 't', 'w', 's', '1', 'done', null), (2, 't', 'w', 's', '2', 'done', ''), (3, 't', 'w', 's', '3', 'done', 'b, a,,b'),
      (4, 't', 'w', 's', '4', 'done', '["x,y"]'), (5, 't', 'w', 's', '5', 'done', '[1]'), (6, 't', 'w', 's', '6', 'done', '[broken'),
      (7, 't', 'w', 's', '7', 'done', '${"n".repeat(513)}'), (8, 't', 'w', 's', null, 'done', null);`);
  const tags = [0, 1, 2, 3].map((n) => rowsOf(moved, "ingest_job", n)[0]?.tags);
  expect(tags).toEqual([[], [], ["b", "a", "b"], ["x,y"]]);
  expect(reasons(moved, "ingest_job").slice(4)).toEqual([
    "tags is not a list of names",
    "tags is not JSON",
    expect.stringMatching(/^tags must be an array of at most 1000 names/),
    "external_id is null",
  ]);
  expect(coercions(moved, "ingest_job")).toMatchObject({
    "tags: empty names left out": 1,
    "tags: spaces around names left out": 1,
    "scheduled_at: null to 1970-01-01": 8,
  });
});

test("an older file lacks columns and tables", () => {
  const moved = movedFrom(
    files.make(`
      create table creator_profile (id integer primary key, slug text);
      create table episode (id integer primary key, platform text, external_id text);
      create table transcript_segment (id integer primary key, episode_id integer, start real, text text);
      create table ingest_log (id integer primary key, episode_id integer, created_at text);
      create table provenance (id integer primary key, content_id text, source_url text);
      create table usage_log (id integer primary key, call_id text, ts text);
      create table watchlist (id integer primary key, tenant text, workspace text, source_type text, handle text, enabled integer);
      create table ingest_state (id integer primary key, watchlist_id integer, cursor text);
      create table ingest_job (id integer primary key, tenant text, workspace text, source_type text, external_id text, status text);
      insert into creator_profile values (1, 'a');
      insert into episode values (1, 'youtube', 'v1');
      insert into transcript_segment values (1, 1, 0, 'a');
      insert into ingest_log values (1, 1, '2025-01-01');
      insert into provenance values (1, 'v1', 'https://example.org');
      insert into usage_log values (1, 'c', '2025-01-01');
      insert into watchlist values (1, 'acme', 'main', 'youtube', '@a', 1);
      insert into ingest_state values (1, 1, 'page-2');
      insert into ingest_job values (1, 'acme', 'main', 'youtube', 'v1', 'queued');`),
    ingest,
  );
  expect(Object.values(counts(moved))).toEqual(Array.from({ length: 9 }, () => [1, 0]));
  expect(forgotten(moved)).toEqual([]);
  expect(rowsOf(moved, "watchlist")[0]).toMatchObject({ cursor: "page-2", etag: null, failureCount: 0 });
  expect(rowsOf(moved, "ingest_state")).toEqual(rowsOf(moved, "watchlist"));

  const alone = movedFrom(
    files.make(`
      create table watchlist (id integer primary key, tenant text, workspace text, source_type text, handle text, enabled integer);
      insert into watchlist values (1, 'acme', 'main', 'youtube', '@a', 1);`),
    ingest,
  );
  expect(counts(alone)).toEqual({ watchlist: [1, 0] });
});

test("unknown columns are kept in the row's JSON, if it has one", () => {
  const moved = dirty(`
    alter table ingest_log add column host text;
    alter table provenance add column region text;
    alter table ingest_job add column owner text;
    insert into ingest_log (id, episode_id, details, created_at, host) values
      (1, 1, '{"a": 1}', '2025-01-01', 'h1'), (2, 1, 'HTTP 503', '2025-01-01', 'h1'), (3, 1, null, '2025-01-01', null);
    insert into provenance (id, region) values (1, 'eu');
    insert into ingest_job (id, tenant, workspace, source_type, external_id, status, owner) values (1, 't', 'w', 's', '1', 'done', 'ada');`);
  const details = [0, 1, 2].map((n) => rowsOf(moved, "ingest_log", n)[0]?.details);
  expect(details).toEqual([{ a: 1, legacyColumns: { host: "h1" } }, "HTTP 503", null]);
  expect(rowsOf(moved, "provenance")[0]).toMatchObject({ consentFlags: { legacyColumns: { region: "eu" } } });
  expect(rowsOf(moved, "ingest_job")[0]).toMatchObject({ payload: { legacyColumns: { owner: "ada" } } });
  expect(coercions(moved, "ingest_log")).toMatchObject({
    "host: unknown column kept in the row's JSON": 1,
    "host: unknown column not kept: the row's JSON is no object": 1,
  });
});
