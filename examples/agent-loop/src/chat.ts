import type { Scope } from "unified-store";
import type { Model, Turn } from "./model";

const MOST_STEPS = 4;
const REMEMBERED = 20;

/** One user's conversation with the agent. */
export class Chat {
  private constructor(
    private readonly scope: Scope,
    private readonly model: Model,
    private readonly place: { sessionId: string; participantId: string },
  ) {}

  static async with(scope: Scope, model: Model, user: string): Promise<Chat> {
    const participant = await scope.conversations.participants.upsert({ externalId: user, name: user });
    const session = await scope.conversations.sessions.add({ title: `With ${user}` });
    return new Chat(scope, model, { sessionId: session.id, participantId: participant.id });
  }

  /**
   * The agent loop. The model reads the conversation. It either asks for a tool, whose result is
   * added to the conversation, or it answers. Each message is stored at once, so it stays even if
   * the model fails later.
   */
  async ask(question: string): Promise<string> {
    const { conversations, agents } = this.scope;
    const { sessionId, participantId } = this.place;
    await conversations.messages.append(sessionId, {
      role: "user",
      participantId,
      content: { text: question },
    });
    for (let step = 0; step < MOST_STEPS; step++) {
      const next = this.model.next(await this.turns());
      if ("text" in next) {
        await this.scope.transaction(async (tx) => {
          await tx.conversations.messages.append(sessionId, {
            role: "assistant",
            model: this.model.name,
            content: { text: next.text },
          });
          await tx.agents.state.modify<number>("answers", (count) => (count ?? 0) + 1);
        });
        return next.text;
      }
      const text = await lookUp(this.scope, next.name);
      await conversations.messages.appendMany(sessionId, [
        { role: "assistant", model: this.model.name, content: null, toolCalls: [{ ...next }] },
        { role: "tool", content: { text } },
      ]);
    }
    await agents.events.append("trouble", { type: "no answer", payload: { question } });
    return "I could not find an answer.";
  }

  private async turns(): Promise<Turn[]> {
    const { sessionId } = this.place;
    const { items } = await this.scope.conversations.messages.list({ sessionId, limit: REMEMBERED });
    return items
      .reverse()
      .flatMap(({ role, content }): Turn[] =>
        role === "system" || content === null ? [] : [{ role, text: (content as { text: string }).text }],
      );
  }
}

/**
 * The facts of the graph about a word, over all reachable edges, and their sources. Empty if the
 * word is unknown.
 */
async function lookUp({ graph, memory }: Scope, name: string): Promise<string> {
  const thing = await graph.nodes.getByName({ type: "thing", name });
  if (!thing) return "";
  const kinds: string[] = [];
  for await (const { node, depth } of graph.traverse(thing.id, {
    maxDepth: 5,
    direction: "out",
    types: ["is a"],
  }))
    if (depth > 0) kinds.push(node.name);
  const { items } = await memory.search({ text: name, type: "heard", limit: 1 });
  await memory.touchMany(items.map(({ id }) => id));
  const heard = items.map(({ content }) => (content as { talk: string }).talk);
  const what = kinds.length === 0 ? `I know the word ${name}` : `${name}: ${kinds.join(", which is ")}`;
  return heard.length === 0 ? what : `${what} (from "${heard[0]}")`;
}
