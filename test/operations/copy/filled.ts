import type { ConversationMessageInput, Scope, UnifiedStoreManager } from "../../../src";
import { keep } from "../../migrations/kept";

/** Characters that an engine or a file could change. */
const ODD = "tab\t, new\nline, \\n, \u0000, \ud800, \uffff0041, 日本語, 🙂";

/** Writes rows to every table that a copy takes along. */
export async function fill(stores: UnifiedStoreManager, tenant: string): Promise<Scope> {
  const scope = stores.scope({ tenant });
  await keep(scope);
  await fillMemory(scope);
  await fillConversations(scope);
  await fillOthers(scope);
  await fillMarketplace(scope);
  await scope.retention.put({ store: "agents", what: "events", maxAgeMs: 1e14, hide: true });
  return scope;
}

async function fillMemory({ memory }: Scope): Promise<void> {
  const content = { text: ODD, large: 2 ** 53 - 1, small: 1e-300, list: [null, { "": -0.5 }] };
  const items = await memory.addMany(
    [1, 2, 3].map((n) => ({ type: "odd", content: { ...content, n }, embedding: [n / 10, 1] })),
  );
  await memory.update(items[0]!.id, { content: { text: "changed", [ODD]: null } });
  await memory.consolidate({ type: "odd", minCosine: 0.9, merge: () => ({ content: "both" }) });
  await memory.clusters.build({ k: 1, minSize: 1 });
}

async function fillConversations({ conversations, agents, debates, profiles }: Scope): Promise<void> {
  const person = await conversations.participants.upsert({ externalId: "🙂", name: "Zoë" });
  const session = await conversations.sessions.add();
  const message: ConversationMessageInput = {
    role: "user",
    content: ODD,
    participantId: person.id,
    embedding: [1, 1],
  };
  await conversations.messages.append(session.id, message);
  await agents.put({ name: "plain", capabilities: ["read"] });
  await agents.events.commit({ topic: "t", consumer: "c", offset: 1 });
  await agents.leases.acquire({ name: "job", holder: "me", leaseMs: 60_000 });
  const debate = await debates.add({ query: ODD, rounds: 1 });
  const said = { debateId: debate.id, round: 1 };
  await debates.critiques.add({ ...said, from: "a", to: "b", content: ODD });
  await debates.votes.add({ ...said, voter: "a", chosen: "b" });
  await profiles.links.add({ from: "a", to: "b" });
}

async function fillOthers({ graph, ingest, analytics }: Scope): Promise<void> {
  const [a, b] = await graph.nodes.upsertMany([
    { type: "n", name: "a" },
    { type: "n", name: "b", attrs: { odd: ODD } },
  ]);
  await graph.provenance.add({ nodeId: a!.id, span: ODD });
  await graph.nodes.merge({ from: [b!.id], into: a!.id });
  const creator = await ingest.creators.upsert({ slug: "s" });
  const episode = await ingest.episodes.upsert({ platform: "p", externalId: "x", creatorId: creator.id });
  await ingest.segments.addMany([{ episodeId: episode.id, startSeconds: 0.1, text: ODD, embedding: [2, 1] }]);
  await ingest.episodes.logs.add({ episodeId: episode.id, details: { odd: ODD } });
  await ingest.provenance.add({ episodeId: episode.id, creatorId: creator.id });
  await ingest.usage.add({ decisions: { odd: ODD } });
  await ingest.watchlist.upsert({ sourceType: "s", handle: "h" });
  await analytics.bandits.add({ task: "b", arm: "a", reward: 1 });
  await analytics.variants.put({ task: "t", templateHash: "h" });
  await analytics.metrics.add({ name: "m", value: -0.1 });
}

async function fillMarketplace({ marketplace }: Scope): Promise<void> {
  await marketplace.signers.upsert({ fingerprint: "f" });
  await marketplace.advisories.upsert({ id: "a", pluginId: "p", severity: "low", affectedVersions: "*" });
  await marketplace.rollouts.upsert({ id: "x", pluginId: "p", percent: 100 });
}
