import { randomInt } from "node:crypto";
import type { Scope, UnifiedStoreManager } from "../../../src";
import { refused } from "../../../src/testing/conformance/suite";
import { backends, type TestDatabase } from "../../backends";

describe.each(backends)("on $name: a participant is erased", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let scope: Scope;
  /** Of each test's own: others leave theirs in the same tables. */
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

  const query = (text: string): Promise<Record<string, unknown>[]> =>
    stores.internals.dialect.schema.exclusively((runner) => runner.query(text)) as Promise<
      Record<string, unknown>[]
    >;

  /** Every table of the database, those of search entries included, in which a text stands anywhere. */
  async function tablesWith(text: string): Promise<string[]> {
    const all =
      backend.engine === "sqlite"
        ? "select name from sqlite_master where type = 'table' and name not like '%_keys%'"
        : "select tablename as name from pg_tables where schemaname = current_schema()";
    const found: string[] = [];
    for (const { name } of await query(all)) {
      const rows = await query(`select * from "${name}"`);
      if (JSON.stringify(rows).toLowerCase().includes(text)) found.push(name as string);
    }
    return found.sort();
  }

  async function participants(): Promise<{ ada: string; bob: string }> {
    const [ada, bob] = await Promise.all(
      ["ada", "bob"].map((externalId) => scope.conversations.participants.put({ externalId })),
    );
    return { ada: ada!.id, bob: bob!.id };
  }

  /** Something of somebody in every store of a scope. */
  async function fill(who: string): Promise<void> {
    const text = `${secret} of ${who}`;
    const { conversations, memory, debates, graph, profiles, ingest, analytics, archive, agents } = scope;
    const { id: alone } = await conversations.sessions.start({ metadata: { who } });
    const said = await conversations.append(alone, { role: "user", participantId: who, content: secret });
    await conversations.append(alone, { role: "assistant", content: `You said ${secret}` });
    await archive.record({
      contentHash: `h-${said.id}`,
      messageId: said.id,
      channelId: "c",
      filename: `${secret}.txt`,
      sizeBytes: 1,
      sha256: "s",
      attachmentIds: ["a"],
      tags: [secret],
    });
    await memory.add({ type: "fact", content: { about: who.toUpperCase(), text } });
    const debate = await debates.create({ query: text, rounds: 1 });
    await debates.addTurn(debate.id, { role: "r", model: "m", output: secret, round: 1 });
    const node = await graph.putNode({ type: "person", name: who, attrs: { likes: secret } });
    const other = await graph.putNode({ type: "thing", name: "thing" });
    const edge = await graph.putEdge({ from: node.id, to: other.id, type: "likes", attrs: { what: secret } });
    await graph.addProvenance({ edgeId: edge.id, episode: secret });
    await profiles.put({ name: `participant:${who}`, data: { likes: secret } });
    await profiles.link(who, "somebody");
    const episode = await ingest.episodes.put({ platform: "calls", externalId: who, title: secret });
    await ingest.segments.appendMany(episode.id, [{ start: 0, text: secret }]);
    await ingest.usage.add({ userCommand: text });
    await ingest.enqueue({ source: "calls", externalId: `call of ${who}`, payload: { likes: secret } });
    const call = await analytics.recordCall({ task: "t", model: "m", profileId: who });
    await analytics.recordFeedback({ callId: call.id, notes: secret });
    await agents.state.put(`seen:${who}`, { likes: secret });
    await agents.events.append("news", { type: "seen", payload: { who, likes: secret } });
  }

  test("and no row of any store, nor a search entry, is left of them", async () => {
    const { ada, bob } = await participants();
    await fill(ada);
    const before = await tablesWith(secret);
    expect(before.length).toBeGreaterThan(20);
    const { tables } = await scope.conversations.participants.export(ada);
    const { deleted } = await scope.conversations.participants.erase(ada);
    expect(deleted).toEqual(
      Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.length])),
    );
    expect(await tablesWith(secret)).toEqual([]);
    expect(await tablesWith(ada)).toEqual([]);
    await refused(scope.conversations.participants.erase(ada), "not_found");
    await refused(scope.conversations.participants.export(ada), "not_found");
    expect(await scope.conversations.participants.get(bob)).not.toBeNull();
  });

  test("and what is others' stays, without the id", async () => {
    const { ada, bob } = await participants();
    const { conversations, memory } = scope;
    await conversations.participants.update(bob, { preferences: { friend: ada, tea: true } });
    const { id } = await conversations.sessions.start({ title: "Shared", metadata: { members: [ada, bob] } });
    await conversations.append(id, { role: "user", participantId: ada, content: `${secret} first` });
    const reply = await conversations.append(id, { role: "user", participantId: bob, content: "Hello" });
    const item = await memory.add({ type: "fact", content: { about: bob } });
    const { deleted, replaced } = await conversations.participants.erase(ada);
    expect(deleted).toEqual({ conversation_message: 1, conversation_participant: 1 });
    expect(replaced).toBe(2);
    expect((await conversations.history(id)).items).toEqual([reply]);
    expect(await conversations.sessions.get(id)).toMatchObject({ metadata: { members: [nobody, bob] } });
    expect(await conversations.participants.get(bob)).toMatchObject({
      externalId: "bob",
      preferences: { friend: nobody, tea: true },
    });
    expect(await memory.get(item.id)).toEqual(item);
    expect(await tablesWith(ada)).toEqual([]);
    expect(await tablesWith(secret)).toEqual([]);
  });

  test("in no other scope, and in none when its transaction is undone", async () => {
    const { ada } = await participants();
    const elsewhere = stores.scope({ tenant: scope.tenant, workspace: "elsewhere" });
    const theirs = await elsewhere.memory.add({ type: "fact", content: { about: ada } });
    const ours = await scope.memory.add({ type: "fact", content: { about: ada } });
    await expect(
      scope.transaction(async (tx) => {
        await tx.conversations.participants.erase(ada);
        throw new Error("undo");
      }),
    ).rejects.toThrow("undo");
    expect(await scope.memory.get(ours.id)).toEqual(ours);
    await scope.conversations.participants.erase(ada);
    expect(await scope.memory.get(ours.id)).toBeNull();
    expect(await elsewhere.memory.get(theirs.id)).toEqual(theirs);
  });

  test("while messages are appended for them: each is deleted, or refused", async () => {
    const { ada, bob } = await participants();
    const { conversations } = scope;
    const sessions = await Promise.all([1, 2, 3].map(() => conversations.sessions.start()));
    for (const { id } of sessions)
      await conversations.append(id, { role: "user", participantId: bob, content: "Hello" });
    const appends = Array.from({ length: 60 }, (_, i) =>
      conversations
        .append(sessions[i % 3]!.id, { role: "user", participantId: ada, content: `${secret} ${i}` })
        .then(
          () => null,
          (error: { code: string }) => error.code,
        ),
    );
    const erased = conversations.participants.erase(ada);
    const codes = new Set(await Promise.all(appends));
    await erased;
    for (const code of codes) expect([null, "not_found", "foreign_key"]).toContain(code);
    expect(await tablesWith(secret)).toEqual([]);
  });

  test("and what is said by others in a session of theirs meanwhile is kept, or refused", async () => {
    const { ada, bob } = await participants();
    const { conversations } = scope;
    const { id } = await conversations.sessions.start();
    const open = opened();
    const first = scope.transaction(async (tx) => {
      await tx.conversations.append(id, { role: "user", participantId: ada, content: secret });
      await open.until();
    });
    await open.started;
    const erased = conversations.participants.erase(ada);
    const said = scope
      .transaction(async (tx) => {
        const message = await tx.conversations.append(id, {
          role: "user",
          participantId: bob,
          content: "Hello",
        });
        await time();
        return [message];
      })
      .catch((error: { code: string }) => {
        expect(error.code).toBe("not_found");
        return [];
      });
    await open.end();
    await Promise.all([first, erased]);
    expect((await conversations.history(id)).items).toEqual(await said);
    expect(await tablesWith(secret)).toEqual([]);
  });

  test("and what others change meanwhile about themselves stays changed", async () => {
    const { ada, bob } = await participants();
    const { participants: people } = scope.conversations;
    await people.update(bob, { preferences: { friend: ada } });
    const open = opened();
    const change = scope.transaction(async (tx) => {
      await tx.conversations.participants.update(bob, { preferences: { friend: ada, tea: true } });
      await open.until();
    });
    await open.started;
    const erased = people.erase(ada);
    await open.end();
    await Promise.all([change, erased]);
    expect(await people.get(bob)).toMatchObject({ preferences: { friend: nobody, tea: true } });
  });

  test("and nobody who read their id before writes it back by the version", async () => {
    const { ada, bob } = await participants();
    const { participants: people, sessions } = scope.conversations;
    const before = await people.update(bob, { preferences: { friend: ada } });
    const shared = await sessions.start({ metadata: { members: [ada, bob] } });
    await scope.conversations.append(shared.id, { role: "user", participantId: bob, content: "Hello" });
    await people.erase(ada);
    const { preferences, version } = before;
    await refused(people.update(bob, { preferences }, { ifVersion: version }), "version_conflict");
    const { metadata } = shared;
    await refused(
      sessions.update(shared.id, { metadata }, { ifVersion: shared.version }),
      "version_conflict",
    );
  });

  test("and so is another, though keys of others differed in their ids alone", async () => {
    const { ada, bob } = await participants();
    const { participants: people } = scope.conversations;
    const friends = await Promise.all([ada, bob].map((id) => people.put({ externalId: `friend of ${id}` })));
    await people.erase(ada);
    await people.erase(bob);
    const left = await people.getMany(friends.map(({ id }) => id));
    expect(new Set(left.map((each) => each?.externalId)).size).toBe(2);
    expect([...(await tablesWith(ada)), ...(await tablesWith(bob))]).toEqual([]);
  });

  test("with the sessions about them in which nobody said anything, or none but a model", async () => {
    const { ada, bob } = await participants();
    const { conversations } = scope;
    await conversations.sessions.start({ externalId: `talk with ${ada}`, title: secret });
    const { id } = await conversations.sessions.start({ metadata: { who: ada } });
    await conversations.append(id, { role: "assistant", content: `Shall we talk about ${secret}?` });
    const other = await conversations.sessions.start({ metadata: { who: bob } });
    const { tables } = await conversations.participants.export(ada);
    expect(tables.conversation_session).toHaveLength(2);
    const { deleted, replaced } = await conversations.participants.erase(ada);
    expect(deleted).toEqual({
      conversation_message: 1,
      conversation_participant: 1,
      conversation_session: 2,
    });
    expect(replaced).toBe(0);
    expect(await tablesWith(secret)).toEqual([]);
    expect(await conversations.sessions.get(other.id)).toEqual(other);
  });

  test("with what is filed under the messages that go, however their ids are written", async () => {
    const { ada, bob } = await participants();
    const { conversations, archive } = scope;
    const { id } = await conversations.sessions.start();
    const [own, about, other] = await conversations.appendMany(id, [
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
    await archive.recordMany(under.map(file));
    const { deleted } = await conversations.participants.erase(ada);
    expect(deleted).toEqual({
      archive_entry: 3,
      archive_place: 3,
      conversation_message: 2,
      conversation_participant: 1,
    });
    const left = await archive.lookupMany(under);
    expect(left.map((each) => each !== null)).toEqual([false, false, false, true, true]);
  });

  test("but not the files that others recorded as well, which show theirs", async () => {
    const { ada, bob } = await participants();
    const { conversations, archive } = scope;
    const { id } = await conversations.sessions.start();
    const [hers, his] = await conversations.appendMany(id, [
      { role: "user", participantId: ada, content: "Mine" },
      { role: "user", participantId: bob, content: "Mine too" },
    ]);
    const file = (contentHash: string, messageId: string, more: object) =>
      archive.record({
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
    await archive.tag("shared", { add: ["reviewed"] });
    // His own, with a place of hers behind it; hers alone, in two places; his alone.
    const first = (await file("behind", his!.id, { tags: ["his"] })).entry;
    await file("behind", hers!.id, { filename: secret, tags: [secret] });
    await file("hers", hers!.id, { filename: secret });
    await file("hers", "elsewhere", { attachmentIds: [ada] });
    const alone = (await file("his", his!.id, {})).entry;
    const about = await file("about her", "elsewhere", {});
    await archive.tag(about.entry.contentHash, { add: [`about ${ada}`] });

    const { tables } = await conversations.participants.export(ada);
    expect(tables.archive_entry?.map(({ contentHash }) => contentHash).sort()).toEqual(["about her", "hers"]);
    expect(tables.archive_place).toHaveLength(5);
    const { deleted, replaced } = await conversations.participants.erase(ada);
    expect(deleted).toMatchObject({ archive_entry: 2, archive_place: 5 });
    expect(replaced).toBe(1);
    expect(await archive.lookupMany(["hers", "about her"])).toEqual([null, null]);
    expect(await archive.lookupMany(["behind", "his"])).toEqual([first, alone]);
    const kept = {
      ...entry,
      messageId: his!.id,
      filename: "his.png",
      attachmentIds: ["2"],
      mediaType: null,
      visibility: null,
      compression: null,
      tags: ["both", "his", "reviewed"],
    };
    expect(await archive.lookup("shared")).toEqual(kept);
    expect((await archive.byMessage(his!.id)).items).toContainEqual(kept);
    expect((await archive.search({ text: "his.png" })).items).toEqual([kept]);
    expect(await tablesWith(secret)).toEqual([]);
    expect(await tablesWith(ada)).toEqual([]);
    // The second one's place was the last.
    expect((await conversations.participants.erase(bob)).deleted).toMatchObject({ archive_entry: 3 });
    expect((await archive.totals()).entries).toBe(0);
  });

  test("while another records one of their files: it stays", async () => {
    const { ada, bob } = await participants();
    const { conversations, archive } = scope;
    const { id } = await conversations.sessions.start();
    const [hers, his] = await conversations.appendMany(id, [
      { role: "user", participantId: ada, content: "Mine" },
      { role: "user", participantId: bob, content: "Mine too" },
    ]);
    const place = (messageId: string) => ({
      ...{ contentHash: "h", channelId: "c", filename: messageId, sizeBytes: 1, sha256: "s" },
      messageId,
    });
    await archive.record(place(hers!.id));
    const open = opened();
    const recording = scope.transaction(async (tx) => {
      await tx.archive.record(place(his!.id));
      await open.until();
    });
    await open.started;
    const erased = conversations.participants.erase(ada);
    await open.end();
    await Promise.all([recording, erased]);
    expect(await archive.lookup("h")).toMatchObject({ messageId: his!.id, filename: his!.id });
    expect((await archive.places.list("h")).items).toHaveLength(1);
  });

  test("or told what is in the way, and nothing is deleted", async () => {
    const { ada } = await participants();
    const { conversations, ingest } = scope;
    const creator = await ingest.creators.put({ slug: `creator-${ada}` });
    await ingest.episodes.put({ platform: "p", externalId: "e", creatorId: creator.id });
    const { tables } = await conversations.participants.export(ada);
    await refused(
      conversations.participants.erase(ada),
      "foreign_key",
      /a row of ingest_creator .* remove them/,
    );
    expect((await conversations.participants.export(ada)).tables).toEqual(tables);
  });

  test("of 10,000 messages in one session in seconds", async () => {
    const { ada } = await participants();
    const { conversations } = scope;
    const { id } = await conversations.sessions.start();
    const said = { role: "user", participantId: ada, content: "Hello" } as const;
    for (let i = 0; i < 2; i++) await conversations.appendMany(id, Array(5_000).fill(said));
    const begun = performance.now();
    const { deleted } = await conversations.participants.erase(ada);
    expect(performance.now() - begun).toBeLessThan(8_000);
    expect(deleted.conversation_message).toBe(10_000);
  });
});

/** Stands where the id stood in rows of others. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** Enough for a call to come as far as it gets. */
const time = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

/** A transaction that stays open while others run into it. */
function opened() {
  let start = (): void => {};
  let finish = (): void => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    started,
    /** In its callback: the calls before are made, and it waits for `end`. */
    until: (): Promise<void> => {
      start();
      return ended;
    },
    /** Ends it, once what was called meanwhile has had time to wait for it. */
    end: async (): Promise<void> => {
      await time();
      finish();
    },
  };
}
