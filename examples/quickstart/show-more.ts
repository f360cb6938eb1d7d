import type { Scope } from "unified-store";
import { format, heading, line, textOf } from "./terminal";

const PLUGIN = "plugin-0";
const PERIOD = {
  createdFrom: new Date("2025-01-01T00:00:00Z"),
  createdTo: new Date("2025-01-08T00:00:00Z"),
};

/** An episode, found by words in its transcript, and the start of the transcript. */
export async function showIngest({ ingest }: Scope): Promise<void> {
  const [found] = (await ingest.segments.search({ text: "tree", limit: 1 })).items;
  if (!found) throw new Error("no transcript mentions a tree");
  const episode = await ingest.episodes.getOrThrow(found.episodeId);
  heading(
    `Ingest: a transcript that mentions a tree, ${episode.title}`,
    "acme.ingest.segments.search(…), .list({ episodeId })",
  );
  const { items } = await ingest.segments.list({ episodeId: episode.id, limit: 3 });
  for (const { startSeconds, speaker, text } of items)
    line(`${startSeconds.toFixed(1).padStart(5)} s  ${speaker ?? "unknown speaker"}: ${text}`);
}

export async function showAnalytics({ analytics }: Scope): Promise<void> {
  heading(
    "Analytics: the calls of a week",
    'acme.analytics.calls.summarize({ createdFrom, createdTo, groupBy: ["model"] })',
  );
  for (const { group, calls, costUsd, successRate, latency } of await analytics.calls.summarize({
    ...PERIOD,
    groupBy: ["model"],
  }))
    line(
      `${group.model}: ${format(calls)} calls, $${costUsd?.toFixed(2)}, ${((successRate ?? 0) * 100).toFixed(1)} % succeeded, ` +
        `half within ${format(latency?.p50 ?? 0)} ms, 95 % within ${format(latency?.p95 ?? 0)} ms`,
    );
}

export async function showMarketplace({ marketplace }: Scope): Promise<void> {
  heading(`Marketplace: ${PLUGIN}`, `acme.marketplace.latestRelease("${PLUGIN}"), .advisoriesFor(…)`);
  const installed = await marketplace.installs.getOrThrow(PLUGIN);
  const latest = await marketplace.latestRelease(PLUGIN);
  const [advisory] = await marketplace.advisoriesFor({ pluginId: PLUGIN, version: installed.version });
  line(`installed ${installed.version}, latest ${latest?.version}`);
  if (advisory)
    line(`${advisory.severity}: affects ${advisory.affectedVersions}, fixed in ${advisory.fixedIn}`);
}

/** The end of the longest conversation. */
export async function showConversation({ conversations }: Scope): Promise<void> {
  const { items: sessions } = await conversations.sessions.list({ limit: 200 });
  const longest = sessions.reduce((a, b) => (b.messageCount > a.messageCount ? b : a));
  heading(
    `Conversation: the last of ${longest.messageCount} messages`,
    "acme.conversations.messages.list({ sessionId: session.id, limit: 4 })",
  );
  const { items } = await conversations.messages.list({ sessionId: longest.id, limit: 4 });
  for (const { position, role, content } of items.reverse()) line(`${position}  ${role}: ${textOf(content)}`);
}
