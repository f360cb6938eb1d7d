import { existsSync, readFileSync } from "node:fs";
import Database from "better-sqlite3";
import type { Scope, UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";

/** Bytes of an erased person that are left in a SQLite file. */
let database: TestDatabase;
let stores: UnifiedStoreManager;
let file: string;
beforeEach(async () => {
  database = await backend("SQLite on file").create();
  stores = await database.open();
  file = database.url.replace(/^sqlite:/, "");
});
afterEach(() => database.drop());

/** Counts a text in the file and its side files. */
function occurrences(text: string): number {
  let found = 0;
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found++;
  }
  return found;
}

/** The words of all full-text indexes. */
function indexed(): Set<string> {
  const db = new Database(file, { readonly: true });
  try {
    const tables = db
      .prepare<[], string>("select name from sqlite_schema where sql like '%using fts5%'")
      .pluck()
      .all();
    return new Set(
      tables.flatMap((table) => {
        db.exec(`create virtual table temp."${table}_words" using fts5vocab(main, "${table}", row)`);
        return db.prepare<[], string>(`select term from temp."${table}_words"`).pluck().all();
      }),
    );
  } finally {
    db.close();
  }
}

const secretOf = (who: number): string => `aubergine${who}secret`;

/**
 * Adjacent rows of several people, of all sizes, changed and grown, so that pages are split and
 * merged.
 */
async function fill(scope: Scope): Promise<string[]> {
  const { conversations, memory, archive, agents, profiles } = scope;
  const people = await Promise.all(
    [0, 1, 2].map((i) => conversations.participants.upsert({ externalId: `p${i}` })),
  );
  const sessions = await Promise.all(people.map(() => conversations.sessions.add()));
  const ids = people.map(({ id }) => id);
  for (let round = 0; round < 20; round++)
    for (const [who, id] of ids.entries()) {
      const secret = secretOf(who);
      const content = `${secret} ${"word ".repeat((round * 37) % 400)}`;
      const said = await conversations.messages.append(sessions[who]!.id, {
        role: "user",
        participantId: id,
        content,
      });
      await memory.add({ id: crypto.randomUUID(), type: "fact", content: { about: id, text: content } });
      const place = { messageId: said.id, channelId: "c", filename: secret, tags: [secret] };
      await archive.add({ contentHash: crypto.randomUUID(), ...place, sizeBytes: 1, sha256: "s" });
      await agents.state.put({
        key: `seen:${id}`,
        value: { likes: secret, pad: "x".repeat((round * 211) % 3000) },
      });
      await profiles.put({ name: `of:${id}`, data: { likes: secret, pad: "y".repeat((round * 97) % 900) } });
    }
  return ids;
}

test("no byte of an erased person is left in the file or its log, while open and after close", async () => {
  const scope = stores.scope({ tenant: "t" });
  const [ada, bob] = await fill(scope);
  const before = indexed();
  expect(occurrences(secretOf(0))).toBeGreaterThan(68);
  await scope.privacy.erase(ada!);
  expect([occurrences(secretOf(0)), occurrences(ada!)]).toEqual([0, 0]);
  expect(occurrences(secretOf(1))).toBeGreaterThan(0);
  // The keys of words are hashes, and are deleted too: the words of her secret were in no other
  // row.
  expect(indexed().size).toBeLessThan(before.size);
  // After a rollback nothing is erased. In a caller's transaction the erasure happens at its
  // commit.
  const undone = scope.transaction(async (tx) => {
    await tx.privacy.erase(bob!);
    throw new Error("undo");
  });
  await expect(undone).rejects.toThrow("undo");
  expect(occurrences(secretOf(1))).toBeGreaterThan(0);
  expect((await scope.memory.search({ text: secretOf(1) })).items).not.toEqual([]);
  await scope.transaction((tx) => tx.privacy.erase(bob!));
  expect([occurrences(secretOf(1)), occurrences(bob!)]).toEqual([0, 0]);
  await stores.close();
  expect([0, 1].flatMap((who) => [occurrences(secretOf(who))])).toEqual([0, 0]);
  expect(occurrences(secretOf(2))).toBeGreaterThan(0);
});

test("rows that were removed or changed before the erasure leave no bytes either", async () => {
  const scope = stores.scope({ tenant: "t" });
  const { conversations, memory } = scope;
  const { id } = await conversations.participants.upsert({ externalId: "ada" });
  const long = `${secretOf(9)} ${"word ".repeat(3000)}`;
  const items = await memory.addMany(
    Array.from({ length: 20 }, () => ({ type: "fact", content: { about: id, text: long } })),
  );
  for (const item of items.slice(0, 10)) await memory.remove(item.id);
  for (const item of items.slice(10)) await memory.update(item.id, { content: { about: id } });
  await scope.privacy.erase(id);
  expect([occurrences(secretOf(9)), occurrences(id)]).toEqual([0, 0]);
});

test("a concurrent reader only delays the truncation of the log", async () => {
  const scope = stores.scope({ tenant: "t" });
  const [ada] = await fill(scope);
  const reader = new Database(file);
  reader.exec("begin");
  reader.prepare("select count(*) from memory_item").get();
  const { deleted } = await scope.privacy.erase(ada!);
  expect(deleted.memory_item).toBe(20);
  reader.exec("commit");
  reader.close();
  await stores.close();
  expect([occurrences(secretOf(0)), occurrences(ada!)]).toEqual([0, 0]);
});
