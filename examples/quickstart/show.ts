import type { MemoryItem, Scope, UnifiedStoreManager } from "unified-store";
import { showGraph } from "./show-graph";
import { showAnalytics, showConversation, showIngest, showMarketplace } from "./show-more";
import { format, heading, line, minute, textOf } from "./terminal";

/** A time at which some items have passed the ttl of their policy, and most have not. */
const PRUNE_AT = new Date("2025-02-15T00:00:00Z");
const DAY_MS = 86_400_000;
const MOST_SHOWN = 5;

/** Typical calls of an application on the moved data. */
export async function show(stores: UnifiedStoreManager): Promise<void> {
  const acme = stores.scope({ tenant: "acme", workspace: "main" });
  await showSearch(acme);
  await showGraph(stores.scope({ tenant: "wordnet", workspace: "main" }));
  await showDebate(acme);
  await showProfile(acme, "Hepworth");
  await showIngest(acme);
  await showAnalytics(acme);
  await showMarketplace(acme);
  await showConversation(acme);
  await showPruning(acme);
}

async function showSearch({ memory }: Scope): Promise<void> {
  heading("Memory: words, best first", 'acme.memory.search({ text: "flowers california", limit: 3 })');
  const words = await memory.search({ text: "flowers california", limit: 3 });
  for (const item of words.items) line(textOf(item.content));
  heading(
    "Memory: a substring, most recently used first",
    'acme.memory.search({ text: "ship", mode: "substring" })',
  );
  const substring = await memory.search({ text: "ship", mode: "substring", limit: 3 });
  for (const item of substring.items) line(`${minute(item.lastUsedAt)}  ${textOf(item.content)}`);
}

async function showDebate({ debates }: Scope): Promise<void> {
  const [debate] = (await debates.search({ text: "dog bird", limit: 1 })).items;
  if (!debate) throw new Error("the debate about the dog and the bird is missing");
  heading(`Debate: ${debate.query}`, "acme.debates.transcript(id)");
  const { items, nextCursor } = await debates.transcript(debate.id, { limit: MOST_SHOWN });
  for (const event of items) {
    if (event.kind === "turn") line(`${event.round}  ${event.role} (${event.model}): ${event.output}`);
    else if (event.kind === "critique")
      line(`${event.round}  ${event.from} against ${event.to}: ${event.content}`);
    else
      line(
        `${event.round}  ${event.voter} votes for ${event.chosen}${event.reason ? `: ${event.reason}` : ""}`,
      );
  }
  if (nextCursor) line("… and more");
  const tally = await debates.tally(debate.id);
  const stats = await debates.stats(debate.id);
  const votes = tally.map(({ chosen, votes }) => `${chosen} ${votes}`).join(", ");
  line(
    `Votes: ${votes}. ${stats.turns} turns cost $${stats.totalCostUsd?.toFixed(4)}, ${format(stats.totalLatencyMs ?? 0)} ms.`,
  );
  line(`Outcome: ${debate.finalOutput}`);
}

async function showProfile({ profiles }: Scope, name: string): Promise<void> {
  heading(`Profile: links of ${name}`, "acme.profiles.links.list({ name }), .network(name, { depth: 2 })");
  const { items, nextCursor } = await profiles.links.list({ name, limit: 3 });
  for (const { from, to, count, firstSeenAt, lastSeenAt } of items)
    line(`${from} → ${to}, ${count} times from ${minute(firstSeenAt)} to ${minute(lastSeenAt)}`);
  if (nextCursor) line("… and more");
  const { nodes, links } = await profiles.network(name, { depth: 2 });
  const near = nodes.filter(({ depth }) => depth === 1).length;
  line(
    `Within two links: ${nodes.length - 1} others (${near} of them direct), ${links.length} links among them.`,
  );
}

async function showPruning({ memory }: Scope): Promise<void> {
  heading("Memory: prune unused items", `acme.memory.prune({ now: ${PRUNE_AT.toISOString().slice(0, 10)} })`);
  for await (const { name, ttlDays } of memory.policies.list()) {
    const lastUsedTo = new Date(PRUNE_AT.getTime() - ttlDays * DAY_MS);
    const due: MemoryItem[] = [];
    const query = { policyName: name, lastUsedTo, pinned: false, archived: false, limit: 1000 };
    for await (const item of memory.list(query)) due.push(item);
    const example = due[0] ? `, such as: ${textOf(due[0].content)}` : "";
    line(`${name}, ${format(ttlDays)} days: ${due.length} due${example}`);
  }
  const { deleted, done } = await memory.prune({ now: PRUNE_AT });
  line(`${deleted} deleted${done ? "" : ", more to do"}.`);
}

export async function showHealth(stores: UnifiedStoreManager): Promise<void> {
  const { status, engine, latencyMs, pool, pendingSchemaMigrations } = await stores.health();
  heading("Health", "stores.health()");
  line(
    `${status}: ${engine.name} ${engine.version} answers in ${latencyMs?.toFixed(2)} ms, ` +
      `${pool.size} of ${pool.max} connections open, ${pendingSchemaMigrations.length} schema migrations pending`,
  );
}
