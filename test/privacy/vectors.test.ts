import { existsSync, readFileSync } from "node:fs";
import type { UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";
import { SideTables } from "../db/vectors/support";

/** Numbers that no other bytes of the file have by chance. */
const vectorOf = (who: number): number[] =>
  Array.from({ length: 8 }, (_, i) => Math.fround(who + 1 / (i + 3)));

/** The same as the engine stores it. */
const bytesOf = (vector: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [i, number] of vector.entries()) bytes.writeFloatLE(number, i * 4);
  return bytes;
};

describe.each(backends)("on $name: the vectors of a person", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  const inFiles = (bytes: Buffer): boolean => {
    const file = database.url.replace(/^sqlite:/, "");
    return [file, `${file}-wal`].some((path) => existsSync(path) && readFileSync(path).includes(bytes));
  };

  test("are erased with their rows, and are no part of an export", async () => {
    const tenant = crypto.randomUUID();
    const scope = stores.scope({ tenant });
    const { conversations, memory, ingest, privacy } = scope;
    const people = [];
    for (const who of [0, 1]) {
      const { id } = await conversations.participants.upsert({ externalId: `p${who}` });
      people.push(id);
      const session = await conversations.sessions.add();
      const embedding = vectorOf(who);
      const said = { role: "user", participantId: id, content: `I am ${who}`, embedding } as const;
      await conversations.messages.append(session.id, said);
      await memory.addMany([{ type: "fact", content: { about: id }, embedding }]);
      const episode = await ingest.episodes.upsert({ platform: "p", externalId: `e${who}` });
      await ingest.segments.add({ episodeId: episode.id, startSeconds: 0, text: `${id} speaks`, embedding });
    }
    const [ada, bob] = people;
    const exported = await privacy.export(ada!);
    expect(Object.keys(exported.tables)).toEqual(expect.arrayContaining(["memory_item", "ingest_segment"]));
    expect(JSON.stringify(exported)).not.toContain(String(vectorOf(0)[0]));
    if (backend.name === "SQLite on file") expect(inFiles(bytesOf(vectorOf(0)))).toBe(true);
    await privacy.erase(ada!);
    const side = new SideTables(stores, tenant);
    for (const table of ["memory_item", "ingest_segment", "conversation_message"] as const) {
      expect(Object.values(await side.vectors(table))).toEqual([vectorOf(1)]);
      expect(await side.count(table, "sketch")).toBe(1);
    }
    if (backend.name === "SQLite on file") {
      expect(inFiles(bytesOf(vectorOf(0)))).toBe(false);
      expect(inFiles(bytesOf(vectorOf(1)))).toBe(true);
    }
    await privacy.erase(bob!);
    expect(await side.count("memory_item", "vector")).toBe(0);
  });
});
