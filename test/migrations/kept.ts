import type { Scope } from "../../src";

/**
 * A row that a schema migration must keep: the step that creates its table, the way to read it, and
 * its original value.
 */
export type Kept = readonly [step: string, read: () => Promise<unknown>, value: unknown];

const itemsOf = async <T>(page: PromiseLike<{ items: T[] }>): Promise<T[]> => (await page).items;

/** Adds rows to every store. */
export async function keep(scope: Scope): Promise<Kept[]> {
  return [...(await keepFirst(scope)), ...(await keepLater(scope)), ...(await keepRetrieval(scope))];
}

async function keepFirst({ memory, debates, graph, profiles, retrieval }: Scope): Promise<Kept[]> {
  const item = await memory.add({ type: "t", content: { text: "kept" }, embedding: [1, 2] });
  const policy = await memory.policies.put({ name: "p", ttlDays: 1 });
  const [other] = await memory.addMany([{ type: "t", content: 2 }]);
  const link = await memory.associations.put({ fromId: item.id, toId: other!.id });
  const access = await memory.accesses.add({ itemId: item.id, actor: "a" });
  const debate = await debates.add({ query: "kept?", rounds: 1 });
  const turn = await debates.turns.add({ debateId: debate.id, role: "r", model: "m", output: "o", round: 1 });
  const node = await graph.nodes.upsert({ type: "n", name: "n" });
  const edge = await graph.edges.upsert({ from: node.id, to: node.id, type: "self" });
  const profile = await profiles.put({ name: "p", data: 1 });
  return [
    ["0001-memory", () => memory.get(item.id), item],
    ["0001-memory", () => memory.policies.get("p"), policy],
    ["0013-embeddings", () => retrieval.vectors.get({ in: "memory", id: item.id }), Float32Array.of(1, 2)],
    ["0015-memory-organised", () => itemsOf(memory.associations.list({ itemId: item.id })), [link]],
    ["0015-memory-organised", () => memory.accesses.get(access.id), access],
    ["0002-debates", () => itemsOf(debates.transcript(debate.id)), [{ kind: "turn", ...turn }]],
    ["0002-debates", () => debates.get(debate.id), debate],
    ["0003-graph", () => itemsOf(graph.edges.list()), [edge]],
    ["0004-profiles", () => profiles.get("p"), profile],
  ];
}

async function keepRetrieval({ retention, retrieval }: Scope): Promise<Kept[]> {
  const policy = await retention.put({ store: "analytics", what: "calls", maxRows: 1 });
  const config = await retrieval.configs.put({ name: "c", log: "text" });
  const { queryId } = await retrieval.search({ text: "kept", config: "c" });
  const query = await retrieval.queries.getOrThrow(queryId!);
  const feedback = await retrieval.feedback.add({
    queryId: query.id,
    in: "memory",
    itemId: query.id,
    rating: 1,
  });
  return [
    ["0016-retrieval", () => retrieval.configs.get("c"), config],
    ["0017-retention", () => retention.get({ store: "analytics", what: "calls" }), policy],
    ["0016-retrieval", () => retrieval.queries.get(query.id), query],
    ["0016-retrieval", () => itemsOf(retrieval.feedback.list()), [feedback]],
  ];
}

async function keepLater(scope: Scope): Promise<Kept[]> {
  const { ingest, analytics, marketplace, archive, conversations, agents, documents } = scope;
  const { document } = await documents.put({ source: "s", text: "# kept\n\ntext" });
  const episode = await ingest.episodes.upsert({ platform: "p", externalId: "e" });
  const segments = await ingest.segments.addMany([{ episodeId: episode.id, startSeconds: 0, text: "kept" }]);
  const { job } = await ingest.jobs.enqueue({ source: "s", externalId: "j" });
  const call = await analytics.calls.add({ task: "t", model: "m", latencyMs: 1 });
  const feedback = await analytics.feedback.add({ callId: call.id, rating: 1 });
  await marketplace.repositories.upsert({ id: "r", name: "r" });
  await marketplace.plugins.upsert({ id: "p", repositoryId: "r", name: "p" });
  await marketplace.releases.upsert({ pluginId: "p", version: "1.0.0" });
  const install = await marketplace.install("p", { version: "1.0.0" });
  const { entry } = await archive.add({
    contentHash: "h",
    messageId: "m",
    channelId: "c",
    filename: "kept.txt",
    sizeBytes: 1,
    sha256: "s",
    tags: ["kept"],
  });
  const session = await conversations.sessions.add();
  const message = await conversations.messages.append(session.id, { role: "user", content: "kept" });
  const state = await agents.state.put({ key: "k", value: { kept: true } });
  await agents.events.append("t", { type: "e", payload: "kept" });
  const { items: events } = await agents.events.list({ topic: "t" });
  return [
    ["0005-ingest", () => itemsOf(ingest.segments.list({ episodeId: episode.id })), segments],
    ["0005-ingest", () => ingest.jobs.get(job.id), job],
    ["0006-analytics", () => itemsOf(analytics.feedback.list({ callId: call.id })), [feedback]],
    ["0007-marketplace", () => marketplace.installs.get("p"), install],
    ["0008-archive", () => itemsOf(archive.list({ tags: ["kept"] })), [entry]],
    ["0008-archive", () => itemsOf(archive.list({ messageId: "m" })), [entry]],
    [
      "0009-conversations",
      () => itemsOf(conversations.messages.list({ sessionId: session.id, order: "oldest" })),
      [message],
    ],
    ["0010-agents", () => agents.state.get("k"), state],
    ["0010-agents", async () => (await agents.events.list({ topic: "t" })).items, events],
    ["0014-documents", () => documents.get("s"), document],
    ["0014-documents", () => documents.text("s"), "# kept\n\ntext"],
  ];
}
