import { randomInt } from "node:crypto";
import { refused } from "../../conformance/suite";
import type { Scope, UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";
import { opened, tablesOf, time } from "./support";

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

  const tablesWith = (text: string): Promise<string[]> => tablesOf(stores, text);

  async function participants(): Promise<{ ada: string; bob: string }> {
    const [ada, bob] = await Promise.all(
      ["ada", "bob"].map((externalId) => scope.conversations.participants.upsert({ externalId })),
    );
    return { ada: ada!.id, bob: bob!.id };
  }

  /** Adds rows of a person to every store of a scope. */
  async function fill(who: string): Promise<void> {
    const text = `${secret} of ${who}`;
    const { conversations, memory, debates, graph, profiles, ingest, analytics, archive, agents } = scope;
    await scope.documents.put({ source: `of ${who}`, text: `# ${secret}\n\n${text}`, meta: { who } });
    const { id: alone } = await conversations.sessions.add({ metadata: { who } });
    const said = await conversations.messages.append(alone, {
      role: "user",
      participantId: who,
      content: secret,
    });
    await conversations.messages.append(alone, { role: "assistant", content: `You said ${secret}` });
    await archive.add({
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
    const debate = await debates.add({ query: text, rounds: 1 });
    await debates.turns.add({ debateId: debate.id, role: "r", model: "m", output: secret, round: 1 });
    const node = await graph.nodes.upsert({ type: "person", name: who, attrs: { likes: secret } });
    const other = await graph.nodes.upsert({ type: "thing", name: "thing" });
    const edge = await graph.edges.upsert({
      from: node.id,
      to: other.id,
      type: "likes",
      attrs: { what: secret },
    });
    await graph.provenance.add({ edgeId: edge.id, episode: secret });
    await profiles.put({ name: `participant:${who}`, data: { likes: secret } });
    await profiles.links.add({ from: who, to: "somebody" });
    const episode = await ingest.episodes.upsert({ platform: "calls", externalId: who, title: secret });
    await ingest.segments.add({ episodeId: episode.id, startSeconds: 0, text: secret });
    await ingest.usage.add({ userCommand: text });
    await ingest.jobs.enqueue({ source: "calls", externalId: `call of ${who}`, payload: { likes: secret } });
    const call = await analytics.calls.add({ task: "t", model: "m", profileId: who });
    await analytics.feedback.add({ callId: call.id, notes: secret });
    await agents.state.put({ key: `seen:${who}`, value: { likes: secret } });
    await agents.events.append("news", { type: "seen", payload: { who, likes: secret } });
  }

  test("documents that contain the id go as a whole, with what is found of them", async () => {
    const { ada } = await participants();
    const { documents } = scope;
    const pages = "text of a section that says a thing. ".repeat(60);
    await documents.put({ source: "by", text: `${secret} ${pages}`, meta: { author: ada } });
    await documents.put({ source: "about", text: `# One\n\n${pages}\n\n# Two\n\n${pages} ${ada} ${secret}` });
    await documents.put({ source: ada, text: `# One\n\n${secret}` });
    const other = await documents.put({ source: "other", text: pages });
    const { tables } = await scope.privacy.export(ada);
    expect(tables.document?.map(({ source }) => source).sort()).toEqual([ada, "about", "by"].sort());
    expect(tables.document_section?.length).toBeGreaterThan(3);
    const { deleted } = await scope.privacy.erase(ada);
    expect(deleted).toMatchObject({
      document: 3,
      document_section: tables.document_section?.length,
      document_chunk: tables.document_chunk?.length,
    });
    expect(await tablesWith(secret)).toEqual([]);
    expect((await documents.list()).items).toEqual([other.document]);
    expect(await documents.text("other")).toBe(pages);
  });

  test("and no row or search entry of theirs is left in any store", async () => {
    const { ada, bob } = await participants();
    await fill(ada);
    const before = await tablesWith(secret);
    expect(before.length).toBeGreaterThan(20);
    const { tables } = await scope.privacy.export(ada);
    const { deleted } = await scope.privacy.erase(ada);
    expect(deleted).toEqual(
      Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.length])),
    );
    expect(await tablesWith(secret)).toEqual([]);
    expect(await tablesWith(ada)).toEqual([]);
    await refused(scope.privacy.erase(ada), "not_found");
    await refused(scope.privacy.export(ada), "not_found");
    expect(await scope.conversations.participants.get(bob)).not.toBeNull();
  });

  test("and rows of others stay, without the id", async () => {
    const { ada, bob } = await participants();
    const { conversations, memory } = scope;
    await conversations.participants.update(bob, { preferences: { friend: ada, tea: true } });
    const { id } = await conversations.sessions.add({ title: "Shared", metadata: { members: [ada, bob] } });
    await conversations.messages.append(id, { role: "user", participantId: ada, content: `${secret} first` });
    const reply = await conversations.messages.append(id, {
      role: "user",
      participantId: bob,
      content: "Hello",
    });
    const item = await memory.add({ type: "fact", content: { about: bob } });
    const { deleted, replaced } = await scope.privacy.erase(ada);
    expect(deleted).toEqual({ conversation_message: 1, conversation_participant: 1 });
    expect(replaced).toBe(2);
    expect((await conversations.messages.list({ sessionId: id, order: "oldest" })).items).toEqual([reply]);
    expect(await conversations.sessions.get(id)).toMatchObject({ metadata: { members: [nobody, bob] } });
    expect(await conversations.participants.get(bob)).toMatchObject({
      externalId: "bob",
      preferences: { friend: nobody, tea: true },
    });
    expect(await memory.get(item.id)).toEqual(item);
    expect(await tablesWith(ada)).toEqual([]);
    expect(await tablesWith(secret)).toEqual([]);
  });

  test("only in this scope, and not if the transaction is rolled back", async () => {
    const { ada } = await participants();
    const elsewhere = stores.scope({ tenant: scope.tenant, workspace: "elsewhere" });
    const theirs = await elsewhere.memory.add({ type: "fact", content: { about: ada } });
    const ours = await scope.memory.add({ type: "fact", content: { about: ada } });
    await expect(
      scope.transaction(async (tx) => {
        await tx.privacy.erase(ada);
        throw new Error("undo");
      }),
    ).rejects.toThrow("undo");
    expect(await scope.memory.get(ours.id)).toEqual(ours);
    await scope.privacy.erase(ada);
    expect(await scope.memory.get(ours.id)).toBeNull();
    expect(await elsewhere.memory.get(theirs.id)).toEqual(theirs);
  });

  test("while messages are appended for them: each is deleted, or refused", async () => {
    const { ada, bob } = await participants();
    const { conversations } = scope;
    const sessions = await Promise.all([1, 2, 3].map(() => conversations.sessions.add()));
    for (const { id } of sessions)
      await conversations.messages.append(id, { role: "user", participantId: bob, content: "Hello" });
    const appends = Array.from({ length: 60 }, (_, i) =>
      conversations.messages
        .append(sessions[i % 3]!.id, { role: "user", participantId: ada, content: `${secret} ${i}` })
        .then(
          () => null,
          (error: { code: string }) => error.code,
        ),
    );
    const erased = scope.privacy.erase(ada);
    const codes = new Set(await Promise.all(appends));
    await erased;
    for (const code of codes) expect([null, "not_found"]).toContain(code);
    expect(await tablesWith(secret)).toEqual([]);
  });

  test("and concurrent messages of others in their session are kept, or refused", async () => {
    const { ada, bob } = await participants();
    const { conversations } = scope;
    const { id } = await conversations.sessions.add();
    const open = opened();
    const first = scope.transaction(async (tx) => {
      await tx.conversations.messages.append(id, { role: "user", participantId: ada, content: secret });
      await open.until();
    });
    await open.started;
    const erased = scope.privacy.erase(ada);
    const said = scope
      .transaction(async (tx) => {
        const message = await tx.conversations.messages.append(id, {
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
    expect((await conversations.messages.list({ sessionId: id, order: "oldest" })).items).toEqual(await said);
    expect(await tablesWith(secret)).toEqual([]);
  });

  test("and concurrent changes of others to their own rows are kept", async () => {
    const { ada, bob } = await participants();
    const { participants: people } = scope.conversations;
    await people.update(bob, { preferences: { friend: ada } });
    const open = opened();
    const change = scope.transaction(async (tx) => {
      await tx.conversations.participants.update(bob, { preferences: { friend: ada, tea: true } });
      await open.until();
    });
    await open.started;
    const erased = scope.privacy.erase(ada);
    await open.end();
    await Promise.all([change, erased]);
    expect(await people.get(bob)).toMatchObject({ preferences: { friend: nobody, tea: true } });
  });

  test("and a caller that read the id before cannot write it back with ifVersion", async () => {
    const { ada, bob } = await participants();
    const { participants: people, sessions } = scope.conversations;
    const before = await people.update(bob, { preferences: { friend: ada } });
    const shared = await sessions.add({ metadata: { members: [ada, bob] } });
    await scope.conversations.messages.append(shared.id, {
      role: "user",
      participantId: bob,
      content: "Hello",
    });
    await scope.privacy.erase(ada);
    const { preferences, version } = before;
    await refused(people.update(bob, { preferences }, { ifVersion: version }), "version_conflict");
    const { metadata } = shared;
    await refused(
      sessions.update(shared.id, { metadata }, { ifVersion: shared.version }),
      "version_conflict",
    );
  });

  test("and so is another, even if keys of other rows differed only in their ids", async () => {
    const { ada, bob } = await participants();
    const { participants: people } = scope.conversations;
    const friends = await Promise.all(
      [ada, bob].map((id) => people.upsert({ externalId: `friend of ${id}` })),
    );
    await scope.privacy.erase(ada);
    await scope.privacy.erase(bob);
    const left = await people.getMany(friends.map(({ id }) => id));
    expect(new Set(left.map((each) => each?.externalId)).size).toBe(2);
    expect([...(await tablesWith(ada)), ...(await tablesWith(bob))]).toEqual([]);
  });

  test("with the sessions about them that have no messages, or only messages of a model", async () => {
    const { ada, bob } = await participants();
    const { conversations } = scope;
    await conversations.sessions.add({ externalId: `talk with ${ada}`, title: secret });
    const { id } = await conversations.sessions.add({ metadata: { who: ada } });
    await conversations.messages.append(id, { role: "assistant", content: `Shall we talk about ${secret}?` });
    const other = await conversations.sessions.add({ metadata: { who: bob } });
    const { tables } = await scope.privacy.export(ada);
    expect(tables.conversation_session).toHaveLength(2);
    const { deleted, replaced } = await scope.privacy.erase(ada);
    expect(deleted).toEqual({
      conversation_message: 1,
      conversation_participant: 1,
      conversation_session: 2,
    });
    expect(replaced).toBe(0);
    expect(await tablesWith(secret)).toEqual([]);
    expect(await conversations.sessions.get(other.id)).toEqual(other);
  });

  test("or the obstacle is reported, and nothing is deleted", async () => {
    const { ada } = await participants();
    const { ingest } = scope;
    const creator = await ingest.creators.upsert({ slug: `creator-${ada}` });
    await ingest.episodes.upsert({ platform: "p", externalId: "e", creatorId: creator.id });
    const { tables } = await scope.privacy.export(ada);
    await refused(scope.privacy.erase(ada), "in_use", /a row of ingest_creator .* remove them/);
    expect((await scope.privacy.export(ada)).tables).toEqual(tables);
  });

  test("of 10,000 messages in one session in seconds", async () => {
    const { ada } = await participants();
    const { conversations } = scope;
    const { id } = await conversations.sessions.add();
    const said = { role: "user", participantId: ada, content: "Hello" } as const;
    for (let i = 0; i < 2; i++) await conversations.messages.appendMany(id, Array(5_000).fill(said));
    const begun = performance.now();
    const { deleted } = await scope.privacy.erase(ada);
    expect(performance.now() - begun).toBeLessThan(8_000);
    expect(deleted.conversation_message).toBe(10_000);
  });
});

/** Replaces the id in rows of others. */
const nobody = "00000000-0000-0000-0000-000000000000";
