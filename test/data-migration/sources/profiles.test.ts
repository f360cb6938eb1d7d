import { join } from "node:path";
import { type ProfileLink, UnifiedStoreManager } from "../../../src";
import { profiles } from "../../../src/data-migration/sources/profiles";
import { UNKNOWN_TIME } from "../../../src/data-migration/sources/reading/values";
import { ROOT } from "../../support/child";
import { coercionsOf, forgottenColumns, movedFromStatements, plain, refusalsOf, rowsOf } from "./file-of";
import { movedFrom } from "./moved";

const real = movedFrom(join(ROOT, "examples/quickstart/data/profiles.db"), profiles);

const LINKS =
  "create table cross_profile_links (source text, target text, count integer, first_seen text, last_seen text, primary key (source, target));";

test("every row of a profiles.db becomes a profile or a link of the operator's tenant and workspace", () => {
  expect(real.filter(({ rejection }) => rejection)).toEqual([]);
  expect(rowsOf(real, "profiles")).toHaveLength(299);
  expect(rowsOf(real, "cross_profile_links")).toHaveLength(990);
  expect(real.map(({ rows }) => `${rows[0]!.tenant}/${rows[0]!.workspace}`)).toEqual(
    Array(1289).fill("operator/default"),
  );
  expect(forgottenColumns(real)).toEqual([]);

  expect(rowsOf(real, "profiles")[0]).toEqual({
    id: expect.stringMatching(/^00000000-0000-8/),
    name: "Suckling",
    data: expect.objectContaining({ name: "Suckling", known_as: ["Sir John Suckling"], tags: ["wordnet"] }),
    createdAt: UNKNOWN_TIME,
    updatedAt: UNKNOWN_TIME,
    version: 1,
  });
  expect(rowsOf(real, "cross_profile_links")[0]).toEqual({
    from: "Astaire",
    to: "Ball",
    count: 8,
    firstSeenAt: new Date("2025-01-01T00:00:04.892Z"),
    lastSeenAt: new Date("2025-02-22T00:00:04.892Z"),
    version: 1,
  });
  expect(coercionsOf(real, "cross_profile_links")).toEqual({
    "first_seen: text to timestamp, cut to milliseconds": 990,
    "last_seen: text to timestamp, cut to milliseconds": 990,
  });
});

test("profiles and links equal those that the store makes", async () => {
  await using stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  const store = stores.scope({ tenant: "operator" }).profiles;
  for (const row of rowsOf(real, "profiles").slice(0, 20)) {
    const { id, name, data, createdAt } = row as { id: string; name: string; data: object; createdAt: Date };
    const put = await store.put({ id, name, data, createdAt });
    expect({ ...put, updatedAt: UNKNOWN_TIME }).toEqual(row);
  }
  for (const row of rowsOf(real, "cross_profile_links").slice(0, 20)) {
    const { from, to, count, firstSeenAt, lastSeenAt } = row as unknown as ProfileLink;
    await store.links.add({ from, to, count, seenAt: firstSeenAt });
    const seen = await store.links.add({ from, to, count: 0, seenAt: lastSeenAt });
    expect({ ...plain(seen), version: 1 }).toEqual(row);
  }
});

test("profiles whose name or data does not fit are rejected with their reason", () => {
  const moved = movedFromStatements(
    `create table profiles (name text primary key, data text);
    insert into profiles values (null, '{}'), ('', '{}'), ('no data', null), ('empty', ''), ('python', '{"elo": NaN}'),
      ('twice', '{"a": 1, "a": 2}'), ('${"x".repeat(513)}', '{}'), (x'ff', '{}'), ('list', '[1]');`,
    profiles,
  );
  expect(refusalsOf(moved, "profiles")).toEqual([
    "name is null, so the row has no key",
    expect.stringContaining("name must"),
    "data is null",
    "data is empty where JSON is expected",
    "data has NaN or Infinity, which Python writes and JSON does not have",
    "data has the same key twice in one object",
    expect.stringContaining("name must"),
    "name is a key of bytes",
    null,
  ]);
});

test("links whose count or times do not fit are rejected, and what is changed to fit is counted", () => {
  const moved = movedFromStatements(
    `${LINKS}
    insert into cross_profile_links values
      ('a', 'whole', 2.0, '2025-01-01', '2025-01-02'), ('a', 'epoch', 2, 1735689599, 1735689600), ('a', 'text', '3x', '2025-01-01', '2025-01-02'),
      ('a', 'half', 1.5, '2025-01-01', '2025-01-02'), ('a', 'below', -1, '2025-01-01', '2025-01-02'), ('a', 'null', null, '2025-01-01', '2025-01-02'),
      ('a', 'no time', 1, null, '2025-01-02'), ('a', 'empty time', 1, '2025-01-01', ''), ('a', 'odd time', 1, 'soon', '2025-01-02'),
      ('a', 'backwards', 1, '2025-01-02', '2025-01-01'), ('a', '', 1, '2025-01-01', '2025-01-02'), (null, 'b', 1, '2025-01-01', '2025-01-02');`,
    profiles,
  );
  expect(refusalsOf(moved, "cross_profile_links")).toEqual([
    null,
    null,
    "count is text, not a number",
    "count is not a whole number",
    "count must be a whole number from 0 to 9007199254740991",
    "count is null",
    "first_seen is null where an instant is expected",
    "last_seen is empty where an instant is expected",
    expect.stringMatching(/^first_seen is not an instant: /),
    "last_seen is before first_seen",
    expect.stringContaining("target must"),
    "source is null",
  ]);
  expect(coercionsOf(moved, "cross_profile_links")).toMatchObject({
    "first_seen: seconds since 1970 to timestamp": 1,
    "last_seen: seconds since 1970 to timestamp": 1,
  });
});

test("rows are rejected where no tenant is given", () => {
  const moved = movedFromStatements(
    `create table profiles (name text primary key, data text); insert into profiles values ('a', '{}'); ${LINKS}
    insert into cross_profile_links values ('a', 'b', 1, '2025-01-01', '2025-01-01');`,
    profiles,
    null,
  );
  expect(moved.map(({ rejection }) => rejection)).toEqual(
    Array(2).fill("names no tenant, and no tenant was given for such rows"),
  );
});

test("an unknown column is kept in a profile's data, or reported if the data is not an object", () => {
  const moved = movedFromStatements(
    `create table profiles (name text primary key, data text, elo integer);
    insert into profiles values ('a', '{"x": 1}', 1500), ('b', '[]', 1400), ('c', '{}', null);`,
    profiles,
  );
  expect(rowsOf(moved, "profiles").map(({ data }) => data)).toEqual([
    { x: 1, legacyColumns: { elo: 1500 } },
    [],
    {},
  ]);
  expect(coercionsOf(moved, "profiles")).toMatchObject({
    "elo: unknown column kept in the row's JSON": 1,
    "elo: unknown column not kept: the row's JSON is no object": 1,
  });
});
