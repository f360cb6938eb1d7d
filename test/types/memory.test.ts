import type {
  Json,
  MemoryItem,
  MemoryItemInput,
  MemoryItemPatch,
  MemoryPolicy,
  Page,
  Scope,
} from "../../src";
import { createTestStores } from "../../src/testing";

/** An interface without an index signature, which is still accepted as JSON. */
interface Fact {
  text: string;
  certain?: boolean;
  tags?: string[] | undefined;
}

/** Code that must compile. */
async function use({ memory }: Scope): Promise<Page<MemoryItem<Fact>>> {
  const fact: Fact = { text: "Whales are mammals" };
  const added: MemoryItem<Fact> = await memory.add({ type: "fact", content: fact });
  const text: string = added.content.text;
  const many: MemoryItem<Fact>[] = await memory.addMany(
    [fact, fact].map((content) => ({ type: "fact", content })),
  );
  const mixed: MemoryItem[] = await memory.addMany([
    { type: "note", content: "ask about dolphins" },
    { type: "note", content: { text, tags: ["phone"] } },
    { type: "note", content: { second: 5 } },
  ]);
  const found: MemoryItem<Fact> | null = await memory.get<Fact>(added.id);
  const tags: string[] | undefined = (await memory.getOrThrow<Fact>(added.id)).content.tags;
  const several: (MemoryItem<Fact> | null)[] = await memory.getMany<Fact>(many.map(({ id }) => id));
  const changed: MemoryItem<Fact> = await memory.update(added.id, { content: { ...fact, certain: true } });
  await memory.update<Fact>(added.id, { decayScore: 0.5 }, { ifVersion: changed.version });
  const pinned: MemoryItem<Fact> = await memory.pin<Fact>(added.id);
  const unpinned: Json = (await memory.unpin(added.id)).content;
  for await (const { content } of memory.list<Fact>({ type: "fact", policyName: undefined }))
    content.text.trim();
  const untyped: MemoryItem | null = await memory.get(added.id);
  const input: MemoryItemInput = { type: "fact", content: fact, embedding: [1, 2], pinned: undefined };
  const typed: MemoryItemInput<Fact> = { type: "fact", content: fact, embedding: Float32Array.of(2, 1) };
  const patch: MemoryItemPatch<Fact> = { content: fact, embedding: [1, 2], type: undefined };
  await memory.addMany([input, typed]);
  await memory.update(added.id, patch);
  await memory.touch(added.id, { usedAt: undefined }, { timeoutMs: 1000 });
  const policy: MemoryPolicy = await memory.policies.put({ name: "p", ttlDays: 1 }, { ifVersion: undefined });
  void [mixed, found, tags, several, pinned, unpinned, untyped, policy];
  return memory.search<Fact>({ text: "nowhere" });
}

/** Code that must not compile. It is not run. */
async function misuse({ memory }: Scope): Promise<void> {
  const { id } = await memory.add({ type: "t", content: 1 });
  // @ts-expect-error content of unknown type has no members
  (await memory.getOrThrow(id)).content.text;
  // @ts-expect-error a fact does not have this member
  (await memory.getOrThrow<Fact>(id)).content.title;
  // @ts-expect-error content of another type
  await memory.add<Fact>({ type: "fact", content: { title: "none" } });
  // @ts-expect-error a Date is not JSON
  await memory.update(id, { content: new Date() });
  const dates = [{ type: "t", content: new Date() }];
  // @ts-expect-error several Dates are not JSON
  await memory.addMany(dates);
  // @ts-expect-error an id cannot be changed
  await memory.update(id, { id });
  // @ts-expect-error the time of creation cannot be changed
  await memory.update(id, { createdAt: new Date() });
  // @ts-expect-error this member cannot be null
  await memory.update(id, { type: null });
  // @ts-expect-error several ids need touchMany
  await memory.touch([id]);
  // @ts-expect-error use unpin
  await memory.pin(id, false);
  // @ts-expect-error limits of pruning are in the query, the timeout is an option
  await memory.prune({ timeoutMs: 5 });
  // @ts-expect-error the store sets versions
  await memory.policies.put({ name: "p", ttlDays: 1, version: 1 });
}
void misuse;

test("the types are checked by the compiler; allowed code runs", async () => {
  const stores = await createTestStores();
  await expect(use(stores.scope({ tenant: "t" }))).resolves.toEqual({ items: [], nextCursor: null });
  await stores.close();
});
