import type {
  AnalyticsCallId,
  ArchiveEntryId,
  ConversationMessageId,
  ConversationParticipantId,
  ConversationSessionId,
  DebateId,
  GraphEdgeId,
  GraphNodeId,
  IngestEpisodeId,
  IngestJobId,
  MemoryItem,
  MemoryItemId,
  Scope,
} from "../../src";
import { createTestStores } from "../../src/testing";

/** Code that must compile: an id of the required kind, and any string. */
async function use({ conversations, memory, graph, debates, ingest }: Scope): Promise<unknown[]> {
  const { participants, sessions, messages } = conversations;
  const ada: ConversationParticipantId = (await participants.upsert({ externalId: "ada" })).id;
  const session: ConversationSessionId = (await sessions.add()).id;
  const text: string = session;
  const first = await messages.append(session, { role: "user", participantId: ada, content: "a" });
  const replyToId: ConversationMessageId = first.id;
  const reply = await messages.append(text, { role: "tool", replyToId, content: "b" });
  const same: boolean = reply.sessionId === first.sessionId;

  const items: MemoryItem[] = await memory.addMany([{ type: "t", content: 1 }]);
  const ids: MemoryItemId[] = items.map(({ id }) => id);
  const byId = new Map<string, MemoryItem>(items.map((item) => [item.id, item]));
  const touched: number = await memory.touchMany(ids);
  await memory.getMany(ids as string[]);

  const [a, b] = await graph.nodes.upsertMany(["a", "b"].map((name) => ({ type: "t", name })));
  const from: GraphNodeId = a!.id;
  const edge = await graph.edges.upsert({ from, to: b!.id, type: "knows" });
  await graph.provenance.add({ edgeId: edge.id });
  const path: GraphNodeId[] = (await graph.shortestPath({ from, to: edge.to }))!.nodes.map(({ id }) => id);
  for await (const { path } of graph.traverse(edge.from)) await graph.nodes.getMany(path);

  const debate: DebateId = (await debates.add({ query: "q", rounds: 1 })).id;
  const turn = await debates.turns.add({ debateId: debate, role: "r", model: "m", output: "o", round: 1 });
  await debates.turns.get(turn.id);

  const { job } = await ingest.jobs.enqueue({ source: "s", externalId: "e" });
  const jobId: IngestJobId = job.id;
  // The application may make an id. An id may be JSON or part of a text.
  await memory.add({ id: "0197b6a0-0000-7000-8000-000000000000", type: "t", content: { jobId } });
  return [same, byId.size, touched, path.length, `${jobId}`.length];
}

/** Code that must not compile. It is not run. */
async function misuse(scope: Scope): Promise<void> {
  const { conversations, memory, graph, debates, ingest, analytics, archive, privacy } = scope;
  const { participants, sessions, messages } = conversations;
  const session = await sessions.add();
  const said = { role: "user", content: "hi" } as const;
  const message = await messages.append(session.id, said);
  // @ts-expect-error an id of a message is not an id of a session
  await messages.append(message.id, said);
  // @ts-expect-error the same for several messages
  await messages.appendMany(message.id, [said]);
  // @ts-expect-error an id of a session is not an id of a message
  await messages.get(session.id);
  // @ts-expect-error the same for several ids
  await messages.getMany([session.id]);
  // @ts-expect-error in a query
  messages.list({ sessionId: message.id });
  // @ts-expect-error in an input
  await messages.append(session.id, { ...said, participantId: session.id });
  // @ts-expect-error to end
  await sessions.end(message.id);
  // @ts-expect-error to remove
  await sessions.remove(message.id);
  // @ts-expect-error to change
  await participants.update(session.id, { name: "Ada" });
  // @ts-expect-error to erase
  await privacy.erase(message.id);

  const item = await memory.add({ type: "t", content: 1 });
  // @ts-expect-error an id of a session is not an id of an item
  await memory.pin(session.id);
  // @ts-expect-error the same for several ids
  await memory.touchMany([session.id]);
  // @ts-expect-error another kind of id for a new row
  await memory.add({ id: session.id, type: "t", content: 1 });

  const node = await graph.nodes.upsert({ type: "t", name: "n" });
  const edge = await graph.edges.upsert({ from: node.id, to: node.id, type: "t" });
  // @ts-expect-error the ends of an edge are nodes
  await graph.edges.upsert({ from: edge.id, to: node.id, type: "t" });
  // @ts-expect-error in a key
  await graph.edges.getByEnds({ from: edge.id, to: node.id, type: "t" });
  // @ts-expect-error a walk starts at a node
  await graph.neighbors(edge.id);
  // @ts-expect-error a path starts at a node
  await graph.shortestPath({ from: edge.id, to: node.id });
  // @ts-expect-error provenance of a node
  await graph.provenance.add({ nodeId: edge.id });

  const debate = await debates.add({ query: "q", rounds: 1 });
  // @ts-expect-error the debate of a turn
  await debates.turns.add({ debateId: item.id, role: "r", model: "m", output: "o", round: 1 });
  // @ts-expect-error an id of a debate is not an id of a turn
  await debates.turns.get(debate.id);
  // @ts-expect-error a transcript needs a debate
  debates.transcript(node.id);

  const creator = await ingest.creators.upsert({ slug: "ada" });
  // @ts-expect-error the creator of an episode is not an episode
  await ingest.segments.add({ episodeId: creator.id, text: "t", startSeconds: 0, endSeconds: 1 });
  // @ts-expect-error an id of a creator is not an id of a job
  await ingest.jobs.requeue(creator.id);
  // @ts-expect-error a creator cannot be passed as a job
  await ingest.jobs.complete({ id: creator.id, workerId: "w", attempt: 1 });
  // @ts-expect-error an id of a creator is not an id of an episode
  await ingest.episodes.remove(creator.id);
  // @ts-expect-error an id of a creator is not an id of a watch
  await ingest.watchlist.disable(creator.id);

  // @ts-expect-error feedback is about a call
  await analytics.feedback.add({ callId: item.id, rating: 1 });
  // @ts-expect-error a query of feedback needs a call
  analytics.feedback.list({ callId: item.id });
  // @ts-expect-error an id of an item is not an id of an entry
  await archive.tag(item.id, ["a"]);
  // @ts-expect-error the same in a key
  await archive.places.get({ entryId: item.id, messageId: "m", channelId: "c" });
  // @ts-expect-error two kinds of one store
  const wrong: GraphEdgeId = node.id;
  // @ts-expect-error two kinds of two stores
  const call: AnalyticsCallId | ArchiveEntryId | IngestEpisodeId = item.id;
  void [wrong, call];
}
void misuse;

test("ids of different kinds are different types; allowed code runs", async () => {
  await using stores = await createTestStores();
  await expect(use(stores.scope({ tenant: "t" }))).resolves.toEqual([true, 1, 1, 2, 36]);
});
