import { ingest } from "../../../../src/data-migration/sources/ingest";
import { coercions, counts, forgotten, rowsOf } from "../files";
import { movedFrom } from "../moved";
import { dirty, files } from "./dirty";

test("a file of an earlier age lacks columns and tables", () => {
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

test("columns that are not known are kept in the row's JSON, where it has one", () => {
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
