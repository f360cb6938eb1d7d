import { ingest } from "../../../../src/data-migration/sources/ingest";
import type {
  IngestCreatorInput,
  IngestEpisodeInput,
  IngestLogInput,
  IngestSegmentInput,
  IngestWatchInput,
} from "../../../../src/stores/ingest/types";
import { createTestStores } from "../../../../src/testing";
import { counts, example, forgotten, rowsOf } from "../files";
import { movedFrom } from "../moved";

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

  test("a watch and its state become one and the same row", () => {
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

  test("watches and jobs are in the scope that they name, all else in the operator's", () => {
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
    /** The version is the store's business. */
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
