import { archive } from "../../../src/data-migration/sources/archive";
import { createTestStores } from "../../../src/testing";
import { coercions, counts, example, forgotten, reasons, rowsOf, TestFiles } from "./files";
import { movedFrom } from "./moved";

const files = new TestFiles();
afterAll(() => files.remove());

const dirty = (statements: string) => movedFrom(files.like("archive", statements), archive);

const VALUES = {
  content_hash: "'h'",
  message_id: "'1'",
  channel_id: "'2'",
  attachment_ids: "'3'",
  filename: "'a.png'",
  size: "1",
  sha256: "'s'",
};
/** Adds a valid row with these changes, given as SQL. */
const row = (given: Record<string, string>): string => {
  const all = { ...VALUES, ...given };
  return `insert into attachments (${Object.keys(all).join(", ")}) values (${Object.values(all).join(", ")});`;
};

describe("of the real file", () => {
  const moved = movedFrom(example("archive"), archive);

  test("all rows are moved with their tags, and complete", () => {
    expect(counts(moved)).toEqual({ attachments: [200, 0] });
    expect(forgotten(moved)).toEqual([]);
    expect(moved.map(({ rows }) => rows.map(({ target }) => target.table))).toEqual(
      Array.from({ length: 200 }, () => ["archive_entry", "archive_place", "archive_tag", "archive_tag"]),
    );
  });

  test("every column arrives", () => {
    const [entry, place, ...tags] = rowsOf(moved, "attachments", 1);
    const createdAt = new Date("2026-11-21T02:57:08Z");
    const shown = {
      messageId: "1000000000000007919",
      channelId: "1000000000000000001",
      attachmentIds: ["1000000000000000001"],
      filename: "file1.png",
      mediaType: "image/png",
      visibility: "public",
      tags: ["a", "b"],
      compression: { ratio: 0.5 },
    };
    expect(entry).toMatchObject({
      ...shown,
      contentHash: "f55ff16f66f43360266b95db6f8fec01d76031054306ae4a4b380598f6cfd114",
      sizeBytes: 2907406968,
      sha256: "f55ff16f66f43360266b95db6f8fec01d76031054306ae4a4b380598f6cfd114",
      createdAt,
    });
    const entryId = entry?.id;
    expect(place).toEqual({ ...shown, entryId, createdAt, entryCreatedAt: createdAt });
    expect(tags).toEqual(["a", "b"].map((tag) => ({ entryId: entry?.id, tag, createdAt })));
    expect(moved[1]?.rows[0]).toMatchObject({ tenant: "acme", workspace: "main" });
    expect(moved[0]?.rows[0]).toMatchObject({ tenant: "operator", workspace: "default" });
  });

  test("the store writes the same entries for the same input", async () => {
    await using stores = await createTestStores();
    const { archive: store } = stores.scope({ tenant: "acme" });
    for (let n = 0; n < 200; n += 20) {
      const [row, place] = rowsOf(moved, "attachments", n);
      const { recording, version, ...entry } = row!;
      expect((await store.add(entry as never)).entry).toEqual({ ...entry, version });
      const { entryCreatedAt, ...shown } = place!;
      const { entryId } = shown as { entryId: string };
      expect((await store.places.list({ entryId })).items).toEqual([shown]);
      expect([entryId, entryCreatedAt]).toEqual([entry.id, entry.createdAt]);
      expect(recording).toBe(entry.id);
    }
  });
});

test("lists are split; tags are sorted and without duplicates, as in the store", () => {
  const moved = dirty(
    row({ attachment_ids: "'9,3'", tags: "'b, a,b,'" }) +
      row({ content_hash: "'i'", attachment_ids: "''", tags: "null" }),
  );
  const [entry, _place, ...tags] = rowsOf(moved, "attachments");
  expect(entry).toMatchObject({ attachmentIds: ["9", "3"], tags: ["a", "b"] });
  expect(tags.map(({ tag }) => tag)).toEqual(["a", "b"]);
  expect(rowsOf(moved, "attachments", 1)[0]).toMatchObject({ attachmentIds: [], tags: [] });
  expect(coercions(moved, "attachments")).toMatchObject({
    "tags: sorted, each once": 1,
    "tags: empty names left out": 1,
    "tags: spaces around names left out": 1,
    "attachment_ids: empty text to null": 1,
    "attachment_ids: null to empty list": 1,
  });
});

test("attachments that the store cannot hold are rejected", () => {
  const bad: Record<string, string>[] = [
    { content_hash: "null" },
    { content_hash: "''" },
    { content_hash: "'b'", message_id: "''" },
    { content_hash: "'c'", size: "-1" },
    { content_hash: "'d'", size: "'big'" },
    { content_hash: "'e'", size: "9007199254740993" },
    { content_hash: "'f'", created_at: "'yesterday'" },
    { content_hash: "'g'", compression: "'zip'" },
    { content_hash: "'h'", filename: "cast(x'ff' as text)" },
    { content_hash: `'${"x".repeat(513)}'` },
  ];
  const moved = dirty(bad.map(row).join(""));
  expect(reasons(moved, "attachments")).toEqual([
    "content_hash is null, so the row has no key",
    expect.stringMatching(/^contentHash must be a non-empty string/),
    expect.stringMatching(/^messageId must be a non-empty string/),
    "sizeBytes must be a whole number from 0 to 9007199254740991",
    "size is text, not a number",
    "size is a whole number above 2^53, which would be rounded",
    expect.stringMatching(/^created_at is not an instant: /),
    "compression is not JSON",
    "filename has bytes that are not valid UTF-8",
    expect.stringMatching(/^contentHash must be/),
  ]);
});

test("optional values are null, also if they were empty text", () => {
  const moved = dirty(
    row({ tenant: "''", media_type: "''", visibility: "null", compression: "''", created_at: "null" }),
  );
  expect(rowsOf(moved, "attachments")[0]).toMatchObject({
    mediaType: null,
    visibility: null,
    compression: null,
    createdAt: new Date(0),
  });
  expect(moved[0]?.rows[0]).toMatchObject({ tenant: "operator", workspace: "default" });
  expect(coercions(moved, "attachments")).toMatchObject({
    "created_at: null to 1970-01-01": 1,
    "media_type: empty text to null": 1,
    "compression: empty text to null": 1,
  });
});

test("rows that name no tenant are rejected where the operator named none", () => {
  const path = files.like("archive", row({}) + row({ content_hash: "'i'", tenant: "'acme'" }));
  expect(reasons(movedFrom(path, archive, null), "attachments")).toEqual([
    "tenant names no tenant, and no tenant was given for such rows",
    null,
  ]);
});

test("an older file lacks columns, and unknown ones are kept", () => {
  const moved = movedFrom(
    files.make(`
      create table attachments (content_hash text primary key, message_id text, channel_id text, filename text, size integer,
        sha256 text, author text);
      insert into attachments values ('h', '1', '2', 'a.png', 1, 's', 'ada');`),
    archive,
  );
  expect(counts(moved)).toEqual({ attachments: [1, 0] });
  expect(forgotten(moved)).toEqual([]);
  expect(rowsOf(moved, "attachments")[0]).toMatchObject({
    compression: { legacyColumns: { author: "ada" } },
  });
});
