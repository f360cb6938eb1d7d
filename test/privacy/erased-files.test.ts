import { randomInt } from "node:crypto";
import type { Scope, UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";
import { opened, tablesOf } from "./support";

/** Files refer to messages, and several people may have recorded the same file. */
describe.each(backends)("on $name: a participant is erased", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let scope: Scope;
  /** Names of this test: other tests have rows in the same tables. */
  let secret: string;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    scope = stores.scope({ tenant: crypto.randomUUID() });
    secret = `aubergine${randomInt(2 ** 40)}`;
  });

  async function participants(): Promise<{ ada: string; bob: string }> {
    const [ada, bob] = await Promise.all(
      ["ada", "bob"].map((externalId) => scope.conversations.participants.upsert({ externalId })),
    );
    return { ada: ada!.id, bob: bob!.id };
  }
  const tablesWith = (text: string): Promise<string[]> => tablesOf(stores, text);

  test("with the rows that refer to the erased messages, in any spelling of their ids", async () => {
    const { ada, bob } = await participants();
    const { conversations, archive } = scope;
    const { id } = await conversations.sessions.add();
    const [own, about, other] = await conversations.messages.appendMany(id, [
      { role: "user", participantId: ada, content: "Mine", externalId: "Chat-1" },
      { role: "user", participantId: bob, content: `A photo of ${ada}` },
      { role: "user", participantId: bob, content: "A photo of me", externalId: "chat-1" },
    ]);
    const file = (messageId: string) => ({
      contentHash: messageId,
      messageId,
      channelId: "c",
      filename: "f",
      sizeBytes: 1,
      sha256: "s",
    });
    const under = [own!.id.toUpperCase(), "Chat-1", about!.id, other!.id, "chat-1"];
    await archive.addMany(under.map(file));
    const { deleted } = await scope.privacy.erase(ada);
    expect(deleted).toEqual({
      archive_entry: 3,
      archive_place: 3,
      conversation_message: 2,
      conversation_participant: 1,
    });
    const left = await archive.getManyByContentHash({ contentHashes: under });
    expect(left.map((each) => each !== null)).toEqual([false, false, false, true, true]);
  });

  test("but not the files that others recorded too, which show the others' place", async () => {
    const { ada, bob } = await participants();
    const { conversations, archive } = scope;
    const { id } = await conversations.sessions.add();
    const [hers, his] = await conversations.messages.appendMany(id, [
      { role: "user", participantId: ada, content: "Mine" },
      { role: "user", participantId: bob, content: "Mine too" },
    ]);
    const file = (contentHash: string, messageId: string, more: object) =>
      archive.add({
        contentHash,
        messageId,
        channelId: "c",
        filename: "f",
        sizeBytes: 1,
        sha256: "s",
        ...more,
      });
    const { entry } = await file("shared", hers!.id, {
      filename: `${secret}.png`,
      attachmentIds: [secret],
      mediaType: `image/${secret}`,
      visibility: secret,
      compression: { by: secret },
      tags: [secret, "both"],
    });
    await file("shared", his!.id, { filename: "his.png", tags: ["both", "his"], attachmentIds: ["2"] });
    await archive.tag(entry.id, ["reviewed"]);
    // His file with a second place of hers; hers alone, in two places; his alone.
    const first = (await file("behind", his!.id, { tags: ["his"] })).entry;
    await file("behind", hers!.id, { filename: secret, tags: [secret] });
    await file("hers", hers!.id, { filename: secret });
    await file("hers", "elsewhere", { attachmentIds: [ada] });
    const alone = (await file("his", his!.id, {})).entry;
    const about = await file("about her", "elsewhere", {});
    await archive.tag(about.entry.id, [`about ${ada}`]);

    const { tables } = await scope.privacy.export(ada);
    expect(tables.archive_entry?.map(({ contentHash }) => contentHash).sort()).toEqual(["about her", "hers"]);
    expect(tables.archive_place).toHaveLength(5);
    const { deleted, replaced } = await scope.privacy.erase(ada);
    expect(deleted).toMatchObject({ archive_entry: 2, archive_place: 5 });
    expect(replaced).toBe(1);
    expect(await archive.getManyByContentHash({ contentHashes: ["hers", "about her"] })).toEqual([
      null,
      null,
    ]);
    expect(await archive.getManyByContentHash({ contentHashes: ["behind", "his"] })).toEqual([first, alone]);
    const kept = {
      ...entry,
      messageId: his!.id,
      filename: "his.png",
      attachmentIds: ["2"],
      mediaType: null,
      visibility: null,
      compression: null,
      tags: ["both", "his", "reviewed"],
      version: 3,
    };
    expect(await archive.getByContentHash({ contentHash: "shared" })).toEqual(kept);
    expect((await archive.list({ messageId: his!.id })).items).toContainEqual(kept);
    expect((await archive.search({ text: "his.png" })).items).toEqual([kept]);
    expect(await tablesWith(secret)).toEqual([]);
    expect(await tablesWith(ada)).toEqual([]);
    // The second person's place was the last one.
    expect((await scope.privacy.erase(bob)).deleted).toMatchObject({ archive_entry: 3 });
    expect((await archive.totals()).entries).toBe(0);
  });

  test("while another person records one of their files: it stays", async () => {
    const { ada, bob } = await participants();
    const { conversations, archive } = scope;
    const { id } = await conversations.sessions.add();
    const [hers, his] = await conversations.messages.appendMany(id, [
      { role: "user", participantId: ada, content: "Mine" },
      { role: "user", participantId: bob, content: "Mine too" },
    ]);
    const place = (messageId: string) => ({
      ...{ contentHash: "h", channelId: "c", filename: messageId, sizeBytes: 1, sha256: "s" },
      messageId,
    });
    await archive.add(place(hers!.id));
    const open = opened();
    const recording = scope.transaction(async (tx) => {
      await tx.archive.add(place(his!.id));
      await open.until();
    });
    await open.started;
    const erased = scope.privacy.erase(ada);
    await open.end();
    await Promise.all([recording, erased]);
    expect(await archive.getByContentHash({ contentHash: "h" })).toMatchObject({
      messageId: his!.id,
      filename: his!.id,
    });
    expect((await archive.places.list()).items).toHaveLength(1);
  });
});
