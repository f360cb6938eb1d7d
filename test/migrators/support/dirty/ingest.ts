import {
  BROKEN,
  bad,
  type DirtyFile,
  good,
  HARD_JSON,
  LONG,
  loneSurrogate,
  MARK,
  NAN,
  NUL,
  noName,
  notUtf8,
} from "./tables";

const NOT_UTF8 = "has bytes that are not valid UTF-8";
const EPISODE_GONE =
  "episode_id refers to a ingest_episode that is not there: it is missing in the source, or in quarantine";
const TIME = "2024-05-01 10:00:00";

/** ingest.db, whose rows were all written by crawlers: without types, with orphans. */
export const ingest: DirtyFile = {
  kind: "ingest",
  inLog: true,
  tables: [
    {
      table: "creator_profile",
      columns:
        "id integer primary key, slug text, youtube_id text, twitch_id text, verified integer, last_checked_at text",
      usual: (n) => ({ id: BigInt(n), slug: `creator-${n}`, verified: 1n, last_checked_at: TIME }),
      rows: [
        good(),
        good({ verified: "FALSE", last_checked_at: "" }),
        good({ verified: null }),
        good({ slug: "creator-1" }),
        bad(
          { slug: "creator-1", verified: 0n },
          "another ingest_creator has the same slug already, and differs from this row",
          null,
        ),
        bad({ slug: null }, "slug is null"),
        bad({ slug: "" }, noName("slug")),
        bad({ verified: 3n }, "verified is neither 0 nor 1"),
        bad({ last_checked_at: "yesterday" }, "last_checked_at is not an instant"),
      ],
    },
    {
      table: "episode",
      columns: `id integer primary key, creator_id integer, platform text, external_id text, url text, title text, published_at text,
        duration real, visibility text`,
      usual: (n) => ({
        id: BigInt(n),
        creator_id: 1n,
        platform: "youtube",
        external_id: `e${n}`,
        title: MARK,
        duration: 10.5,
      }),
      rows: [
        good(),
        good({ creator_id: null, title: NUL, url: "" }),
        good({ creator_id: 4n, published_at: 1714557600123n }),
        good({ title: Buffer.from(MARK) }),
        bad(
          { creator_id: 6n },
          "creator_id refers to a ingest_creator that is not there: it is missing in the source, or in quarantine",
        ),
        bad(
          { creator_id: 99n },
          "creator_id refers to a ingest_creator that is not there: it is missing in the source, or in quarantine",
        ),
        bad({ duration: MARK }, "duration is text, not a number"),
        bad({ duration: Number.POSITIVE_INFINITY }, "duration is infinite"),
        bad({ title: notUtf8 }, `title ${NOT_UTF8}`),
        bad({ title: loneSurrogate }, `title ${NOT_UTF8}`),
        bad({ title: Buffer.from([0xc0]) }, `title ${NOT_UTF8}`),
        bad({ external_id: LONG }, noName("externalId"), "external_id"),
        bad(
          { external_id: "e1", title: "other" },
          "another ingest_episode has the same platform, external_id already, and differs from this row",
          null,
        ),
      ],
    },
    {
      table: "transcript_segment",
      columns: 'id integer primary key, episode_id integer, start real, "end" real, text text, speaker text',
      usual: (n) => ({
        id: BigInt(n),
        episode_id: 1n,
        start: n,
        end: n + 1,
        text: `${MARK} said`,
        speaker: "A",
      }),
      rows: [
        good(),
        good({ text: NUL, end: null }),
        good({ start: "1e2", text: 5n }),
        bad({ start: null }, "start is null"),
        bad({ start: Number.POSITIVE_INFINITY }, "start is infinite"),
        bad({ start: MARK }, "start is text, not a number"),
        bad({ text: null }, "text is null"),
        bad({ text: notUtf8 }, `text ${NOT_UTF8}`),
        bad({ episode_id: 99n }, EPISODE_GONE),
        bad({ episode_id: 8n }, EPISODE_GONE),
        bad({ episode_id: null }, "episode_id is null, so the row has no key"),
      ],
    },
    {
      table: "ingest_log",
      columns:
        "id integer primary key, episode_id integer, status text, details text, created_at text, host text",
      usual: (n) => ({
        id: BigInt(n),
        episode_id: 1n,
        status: "ok",
        details: `${MARK} went well`,
        created_at: TIME,
      }),
      rows: [
        good(),
        good({ details: HARD_JSON, host: "h1" }),
        good({ details: NUL }),
        good({ details: BROKEN }),
        good({ details: null, host: "h2" }),
        bad({ details: NAN }, "details has NaN or Infinity, which Python writes and JSON does not have"),
        bad({ created_at: "" }, "created_at is empty where an instant is expected"),
        bad({ created_at: "2023-02-29 00:00:00" }, "created_at is not an instant"),
        bad({ episode_id: 99n }, EPISODE_GONE),
      ],
    },
    {
      table: "provenance",
      columns: `id integer primary key, content_id text, source_url text, source_type text, retrieved_at text, license text, terms_url text,
        consent_flags text, checksum_sha256 text, creator_id integer, episode_id integer`,
      usual: (n) => ({
        id: BigInt(n),
        content_id: `c${n}`,
        source_url: "https://example.org/",
        retrieved_at: TIME,
        episode_id: 1n,
      }),
      rows: [
        good(),
        good({ consent_flags: '["a"]', creator_id: 1n, episode_id: null }),
        bad({ retrieved_at: MARK }, "retrieved_at is not an instant"),
        bad({ episode_id: 77n }, EPISODE_GONE),
        bad({ source_url: notUtf8 }, `source_url ${NOT_UTF8}`),
      ],
    },
    {
      table: "usage_log",
      columns: `id integer primary key, call_id text, content_ids text, policy_version text, decisions text, redactions text,
        output_hash text, user_cmd text, channel_id text, ts text`,
      usual: (n) => ({
        id: BigInt(n),
        call_id: `call ${n}`,
        content_ids: '["c1"]',
        user_cmd: MARK,
        ts: TIME,
      }),
      rows: [
        good(),
        good({ decisions: "allow", redactions: "", ts: 1714557600.5 }),
        bad({ ts: null }, "ts is null where an instant is expected"),
        bad(
          { decisions: "[NaN]" },
          "decisions has NaN or Infinity, which Python writes and JSON does not have",
        ),
        bad(
          { redactions: "[9007199254740993]" },
          "redactions has a whole number above 2^53, which would be rounded",
        ),
      ],
    },
    {
      table: "watchlist",
      columns: `id integer primary key, tenant text, workspace text, source_type text, handle text, label text, enabled integer,
        created_at text, updated_at text`,
      usual: (n) => ({
        id: BigInt(n),
        tenant: "acme",
        workspace: "main",
        source_type: "feed",
        handle: `h${n}`,
        enabled: 1n,
        created_at: TIME,
      }),
      rows: [
        good(),
        good({ label: MARK, created_at: null }),
        good({ enabled: null, updated_at: "2024-05-02" }),
        bad(
          { handle: "h1", label: "other" },
          "another ingest_watch has the same source_type, handle already, and differs from this row",
          null,
        ),
        bad({ enabled: "on" }, "enabled is neither 0 nor 1"),
        bad({ handle: NUL }, noName("handle")),
        bad({ workspace: LONG }, "its tenant or workspace must be at most 512 bytes of UTF-8", null),
      ],
    },
    {
      table: "ingest_state",
      columns:
        "id integer primary key, watchlist_id integer, cursor text, last_seen_at text, etag text, failure_count integer, backoff_until text",
      usual: (n) => ({ id: BigInt(n), watchlist_id: BigInt(n), cursor: "c", failure_count: 0n }),
      rows: [
        good(),
        good({ cursor: null, failure_count: 2n }),
        bad({ watchlist_id: 1n, cursor: "other" }, "watchlist_id has a state already, which is another"),
        bad({ watchlist_id: 99n }, "watchlist_id names no row of watchlist"),
        bad({ watchlist_id: null }, "watchlist_id is null, so the row has no key"),
      ],
    },
    {
      table: "ingest_job",
      columns: `id integer primary key, tenant text, workspace text, source_type text, external_id text, url text, tags text, visibility text,
        priority integer, status text, attempts integer, scheduled_at text, picked_at text, finished_at text, error text`,
      usual: (n) => ({
        ...{
          id: BigInt(n),
          tenant: "acme",
          workspace: "main",
          source_type: "feed",
          external_id: `j${n}`,
          tags: "a, b",
        },
        ...{ priority: 0n, status: "queued", attempts: 0n, scheduled_at: TIME },
      }),
      rows: [
        good(),
        good({ status: "failed", error: MARK, tags: "" }),
        good({ status: "done", finished_at: "2024-05-01T10:00:00+02:00", tags: '["x"]' }),
        bad({ status: MARK }, "status is none of queued, running, done, failed and dead"),
        bad({ attempts: -1n }, "attempts must be a whole number from 0 to 1000000"),
        bad({ attempts: 2n ** 31n - 1n }, "maxAttempts must be a whole number from 1 to 1000000", null),
        bad({ priority: 2n ** 40n }, "priority must be a whole number from -2147483648 to 2147483647"),
        bad({ tags: `[${LONG}]` }, "tags is not JSON"),
        bad({ tags: "[1]" }, "tags is not a list of names"),
        bad(
          { tags: LONG },
          "tags must be an array of at most 1000 names, each a non-empty string of at most 512 bytes",
        ),
        bad(
          { external_id: "j1", priority: 5n },
          "another ingest_job has the same source, external_id already, and differs from this row",
          null,
        ),
      ],
    },
  ],
};
