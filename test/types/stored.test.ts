import type {
  Agent,
  AgentEvent,
  AgentEventInput,
  AgentInput,
  AgentPatch,
  AgentState,
  AgentStateInput,
  ArchiveAddResult,
  ArchiveEntryInput,
  ConversationMessage,
  ConversationMessageInput,
  ConversationParticipant,
  ConversationParticipantInput,
  ConversationParticipantPatch,
  ConversationSession,
  ConversationSessionInput,
  ConversationSessionPatch,
  Debate,
  DebateInput,
  GraphEdge,
  GraphEdgeInput,
  GraphNode,
  GraphNodeInput,
  IngestJobEnqueueResult,
  IngestJobInput,
  IngestLog,
  IngestLogInput,
  Json,
  MarketplaceInstall,
  MarketplaceInstallInput,
  MarketplaceInstallPatch,
  MemoryItem,
  MemoryItemInput,
  MemoryItemPatch,
  Profile,
  ProfileInput,
  Scope,
} from "../../src";
import { createTestStores } from "../../src/testing";

interface Fact {
  text: string;
  sure?: boolean;
}
type Mood = "glad" | "sad";

/** Code that must compile: an input declared without a content type gives a row of any JSON. */
const plain = {
  memory: ({ memory }: Scope, input: MemoryItemInput): Promise<MemoryItem> => memory.add(input),
  memories: ({ memory }: Scope, inputs: MemoryItemInput[]): Promise<MemoryItem[]> => memory.addMany(inputs),
  memoryPatch: ({ memory }: Scope, patch: MemoryItemPatch): Promise<MemoryItem> => memory.update("id", patch),
  participant: (
    { conversations: { participants } }: Scope,
    input: ConversationParticipantInput,
  ): Promise<ConversationParticipant> => participants.upsert(input),
  participants: (
    { conversations: { participants } }: Scope,
    inputs: ConversationParticipantInput[],
  ): Promise<ConversationParticipant[]> => participants.upsertMany(inputs),
  participantPatch: (
    { conversations: { participants } }: Scope,
    patch: ConversationParticipantPatch,
  ): Promise<ConversationParticipant> => participants.update("id", patch),
  session: (
    { conversations: { sessions } }: Scope,
    input: ConversationSessionInput,
  ): Promise<ConversationSession> => sessions.add(input),
  sessionPatch: (
    { conversations: { sessions } }: Scope,
    patch: ConversationSessionPatch,
  ): Promise<ConversationSession> => sessions.update("id", patch),
  message: (
    { conversations: { messages } }: Scope,
    input: ConversationMessageInput,
  ): Promise<ConversationMessage> => messages.append("id", input),
  messages: (
    { conversations: { messages } }: Scope,
    inputs: ConversationMessageInput[],
  ): Promise<ConversationMessage[]> => messages.appendMany("id", inputs),
  debate: ({ debates }: Scope, input: DebateInput): Promise<Debate> => debates.add(input),
  debates: ({ debates }: Scope, inputs: DebateInput[]): Promise<Debate[]> => debates.addMany(inputs),
  agent: ({ agents }: Scope, input: AgentInput): Promise<Agent> => agents.put(input),
  agents: ({ agents }: Scope, inputs: AgentInput[]): Promise<Agent[]> => agents.putMany(inputs),
  agentPatch: ({ agents }: Scope, patch: AgentPatch): Promise<Agent> => agents.update("a", patch),
  state: ({ agents }: Scope, input: AgentStateInput): Promise<AgentState> => agents.state.put(input),
  event: ({ agents }: Scope, input: AgentEventInput): Promise<AgentEvent> => agents.events.append("t", input),
  events: ({ agents }: Scope, inputs: AgentEventInput[]): Promise<AgentEvent[]> =>
    agents.events.appendMany("t", inputs),
  job: ({ ingest }: Scope, input: IngestJobInput): Promise<IngestJobEnqueueResult> =>
    ingest.jobs.enqueue(input),
  jobs: ({ ingest }: Scope, inputs: IngestJobInput[]): Promise<IngestJobEnqueueResult[]> =>
    ingest.jobs.enqueueMany(inputs),
  log: ({ ingest }: Scope, input: IngestLogInput): Promise<IngestLog> => ingest.episodes.logs.add(input),
  logs: ({ ingest }: Scope, inputs: IngestLogInput[]): Promise<IngestLog[]> =>
    ingest.episodes.logs.addMany(inputs),
  profile: ({ profiles }: Scope, input: ProfileInput): Promise<Profile> => profiles.put(input),
  profiles: ({ profiles }: Scope, inputs: ProfileInput[]): Promise<Profile[]> => profiles.putMany(inputs),
  entry: ({ archive }: Scope, input: ArchiveEntryInput): Promise<ArchiveAddResult> => archive.add(input),
  entries: ({ archive }: Scope, inputs: ArchiveEntryInput[]): Promise<ArchiveAddResult[]> =>
    archive.addMany(inputs),
  install: ({ marketplace }: Scope, input: MarketplaceInstallInput): Promise<MarketplaceInstall> =>
    marketplace.install("p", input),
  installPatch: ({ marketplace }: Scope, patch: MarketplaceInstallPatch): Promise<MarketplaceInstall> =>
    marketplace.installs.update("p", patch),
  node: ({ graph }: Scope, input: GraphNodeInput): Promise<GraphNode> => graph.nodes.upsert(input),
  nodes: ({ graph }: Scope, inputs: GraphNodeInput[]): Promise<GraphNode[]> => graph.nodes.upsertMany(inputs),
  edge: ({ graph }: Scope, input: GraphEdgeInput): Promise<GraphEdge> => graph.edges.upsert(input),
  edges: ({ graph }: Scope, inputs: GraphEdgeInput[]): Promise<GraphEdge[]> => graph.edges.upsertMany(inputs),
};

/** Code that must compile: a declared or visible type of the input is the type of the result. */
async function typed({ memory, agents, profiles, graph }: Scope): Promise<unknown[]> {
  const fact: Fact = { text: "Whales are mammals" };
  // An input with a plainly declared type accepts an interface.
  const input: MemoryItemInput = { type: "fact", content: fact };
  const node: GraphNodeInput = { type: "t", name: "n", attrs: fact };
  const known: Json = (await plain.memory({ memory } as Scope, input)).content;
  const attrs: Json | undefined = (await plain.node({ graph } as Scope, node)).attrs.text;
  const same: MemoryItem<Fact> = await memory.add({ type: "fact", content: fact });

  // A literal has its widened type.
  let note: MemoryItem<string> = await memory.add({ type: "note", content: "a" });
  note = await memory.add({ type: "note", content: "b" });
  let count: AgentState<number> = await agents.state.put({ key: "n", value: 1 });
  count = await agents.state.modify("n", () => 2);
  let flag = await agents.state.put({ key: "f", value: true });
  flag = await agents.state.put({ key: "f", value: false });
  let nothing = await profiles.put({ name: "p", data: null });
  nothing = await profiles.put({ name: "p", data: null });

  // Declared unions of words stay, and so do unknown types.
  const mood = "glad" as Mood;
  const felt: AgentState<Mood> = await agents.state.put({ key: "m", value: mood });
  const maybe: string | number = (await agents.state.put({ key: "x", value: mood as Mood | number })).value;
  const nested: Profile<{ mood: Mood }> = await profiles.put({ name: "p", data: { mood: "sad" } });
  const anything = JSON.parse('{"a":1}');
  const member: number = (await memory.add({ type: "t", content: anything })).content.a;
  const json: Json = fact.text;
  const asJson: MemoryItem = await memory.add({ type: "t", content: json });
  void [attrs, nothing, felt, maybe, nested, asJson];
  return [known, same.content.text, note.content, count.value, flag.value, member];
}

/** Code that must not compile. It is not run. */
async function misuse(scope: Scope): Promise<void> {
  const { memory } = scope;
  const input: MemoryItemInput = { type: "fact", content: { text: "Whales are mammals" } };
  // @ts-expect-error content declared as any JSON has no members
  (await memory.add(input)).content.text;
  // @ts-expect-error content declared as any JSON is not a fact
  const fact: MemoryItem<Fact> = await memory.add(input);
  // @ts-expect-error a number is not a string
  const text: MemoryItem<string> = await memory.add({ type: "note", content: 1 });
  void [fact, text];
}
void misuse;

test("inputs with a plainly declared type give rows of any JSON", async () => {
  await using stores = await createTestStores();
  const scope = stores.scope({ tenant: "t" });
  const fact = { text: "Whales are mammals" };
  await expect(typed(scope)).resolves.toEqual([fact, fact.text, "b", 2, false, 1]);
});
