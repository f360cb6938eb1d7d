import { z } from "zod";
import type {
  Agent,
  IngestEpisodeKey,
  Json,
  MarketplacePlugin,
  MemoryItem,
  MemoryItemInput,
  MemoryListQuery,
  Scope,
  Suggested,
} from "../../src";
import { createTestStores } from "../../src/testing";

const FactSchema = z.object({ text: z.string() });
type Fact = z.infer<typeof FactSchema>;
type Typed = Scope<{ memory: { fact: typeof FactSchema } }>;

/** Code that must compile: suggested words, and all other words. */
async function use({ memory, agents, ingest, marketplace }: Scope): Promise<string[]> {
  const type: Suggested<"fact" | "episodic"> = "fact";
  const item: MemoryItem = await memory.add({ type, content: 1 });
  const kind: string = item.type;
  await memory.add({ type: "habit", content: 1 });
  await memory.update(item.id, { type: kind });
  await memory.update(item.id, { type: "episodic" });
  const query: MemoryListQuery = { type: kind };
  for await (const each of memory.list(query)) if (each.type === "habit") each.content?.toString();
  const agent: Agent = await agents.put({ name: "a", status: "idle" });
  const status: string = (await agents.heartbeat("a", { status: "at lunch" })).status;
  await agents.update("a", { status: agent.status });
  const key: IngestEpisodeKey = { platform: "vimeo", externalId: "e" };
  const episode = await ingest.episodes.upsert(key);
  await ingest.episodes.upsert({ platform: "youtube", externalId: kind });
  await marketplace.repositories.upsert({ id: "r", name: "R", trustTier: "official", type: "svn" });
  const plugin: MarketplacePlugin = await marketplace.plugins.upsert({
    id: "p",
    repositoryId: "r",
    name: "P",
    trustTier: "by ourselves",
  });
  const tier: string | null = plugin.trustTier;
  return [kind, status, episode.platform, tier ?? ""];
}

/**
 * If an item's type is one literal word, it determines the type of the content. A suggestion does
 * not.
 */
async function withSchemas(): Promise<unknown[]> {
  await using stores = await createTestStores();
  const { memory } = stores.scope({ tenant: "t" }) as unknown as Scope<{
    memory: { fact: typeof FactSchema };
  }>;
  const fact: MemoryItem<Fact> = await memory.add({ type: "fact", content: { text: "a" } });
  const [same] = (await memory.list({ type: "fact" })).items;
  const text: string | undefined = same?.content.text;
  const habit: MemoryItem<number> = await memory.add({ type: "habit", content: 1 });
  const input: MemoryItemInput = { type: "fact", content: { text: "b" } };
  const any: MemoryItem = await memory.add(input);
  const content: Json = any.content;
  const query: MemoryListQuery = { type: "fact" };
  const untyped: Json | undefined = (await memory.list(query)).items[0]?.content;
  return [fact.content.text, text, habit.content, content, untyped];
}

/** Code that must not compile. It is not run. */
async function misuse({ memory, agents }: Scope): Promise<void> {
  // @ts-expect-error a word must be a string
  await memory.add({ type: 1, content: 1 });
  // @ts-expect-error a required word cannot be null
  await agents.put({ name: "a", status: null });
  // @ts-expect-error a word must be a string in a query too
  memory.list({ type: ["fact"] });
  const typed = memory as unknown as Typed["memory"];
  const input: MemoryItemInput = { type: "fact", content: { text: "b" } };
  // @ts-expect-error the declared input does not determine the item's type
  (await typed.add(input)).content.text;
  const query: MemoryListQuery = { type: "fact" };
  // @ts-expect-error the declared query does not determine the items' type
  (await typed.list(query)).items[0]?.content.text;
  // @ts-expect-error a fact has another type
  await typed.add({ type: "fact", content: { title: "b" } });
}
void misuse;

test("suggested words are open; allowed code runs", async () => {
  await using stores = await createTestStores();
  await expect(use(stores.scope({ tenant: "t" }))).resolves.toEqual([
    "fact",
    "at lunch",
    "vimeo",
    "by ourselves",
  ]);
  await expect(withSchemas()).resolves.toEqual(["a", "a", 1, { text: "b" }, { text: "b" }]);
});
