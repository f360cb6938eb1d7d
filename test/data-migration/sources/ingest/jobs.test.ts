import { coercions, reasons, rowsOf } from "../files";
import { dirty } from "./dirty";

test("jobs keep their status, and those that are not at an end can be claimed", () => {
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
