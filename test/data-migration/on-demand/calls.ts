import type { AnalyticsVariantKey, Page, Scope, Stores } from "../../../src";

/** Something that an application may ask of a scope; what it is asked for is known beforehand. */
export type Call = (scope: Scope) => Promise<unknown>;
/** The calls on one store, by what they are named in the order in which they are made. */
export type Calls = Record<string, Call>;

const FROM = new Date("2024-12-01");
const TO = new Date("2025-12-01");

/** A page as it is given, cursor included, and then all that comes in pages of that size. */
async function pages<T>(request: PromiseLike<Page<T>> & AsyncIterable<T>): Promise<unknown> {
  const first = await request;
  const all: T[] = [];
  for await (const each of request) all.push(each);
  return { first, all };
}

async function all<T>(request: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of request) found.push(each);
  return found;
}

const spread = <T>(found: readonly T[]): T[] => found.filter((_, i) => i % Math.ceil(found.length / 5) === 0);

export type Part = keyof Stores | "privacy";

/** What each store is asked, by rows that a store has to which all was moved. */
export const CALLS: { [K in Part]: (known: Scope) => Promise<Calls> } = {
  async memory(known) {
    const ids = spread(await all(known.memory.list())).map(({ id }) => id);
    const of = (scope: Scope) => scope.memory;
    const [id, other] = ids as [string, string];
    return {
      search: (s) => pages(of(s).search({ text: "of the", limit: 40 })),
      "search for a part of a word": (s) =>
        pages(of(s).search({ text: "english", mode: "substring", limit: 9 })),
      list: (s) => pages(of(s).list({ limit: 200 })),
      "list the oldest": async (s) => of(s).list({ order: "oldest", limit: 20 }),
      get: (s) => of(s).get(id),
      getOrThrow: (s) => of(s).getOrThrow(other),
      getMany: (s) => of(s).getMany(ids),
      "policies.get": (s) => of(s).policies.get("ephemeral"),
      "policies.getOrThrow": (s) => of(s).policies.getOrThrow("ephemeral"),
      "policies.getMany": (s) => of(s).policies.getMany(["ephemeral", "none"]),
      "policies.list": (s) => pages(of(s).policies.list()),
      update: (s) => of(s).update(id, { type: "changed", content: { of: "the application" } }),
      touch: (s) => of(s).touch(ids[3]!),
      touchMany: (s) => of(s).touchMany(ids.slice(1, 3)),
      pin: (s) => of(s).pin(other),
      unpin: (s) => of(s).unpin(id),
      archive: (s) => of(s).archive(other),
      unarchive: (s) => of(s).unarchive(id),
      remove: (s) => of(s).remove(ids[4]!),
      "policies.put": (s) => of(s).policies.put({ name: "ephemeral", ttlDays: 100 }),
      "policies.remove": (s) => of(s).policies.remove("ephemeral"),
      prune: (s) => of(s).prune(),
      "list what is left": (s) => all(of(s).list()),
    };
  },

  // No old file has documents.
  async documents() {
    return {
      list: (s) => pages(s.documents.list()),
      put: async (s) => (await s.documents.put({ source: "a", text: "a" })).outcome,
      remove: (s) => s.documents.remove("a"),
    };
  },

  async profiles(known) {
    const names = spread(await all(known.profiles.list())).map(({ name }) => name);
    const { from, to } = (await known.profiles.links.list({ name: "Astaire" })).items[0]!;
    const pair = { from, to };
    const [name, other] = names as [string, string];
    const of = (scope: Scope) => scope.profiles;
    return {
      network: (s) => of(s).network("Astaire", { depth: 2 }),
      get: (s) => of(s).get(name),
      getOrThrow: (s) => of(s).getOrThrow(other),
      getMany: (s) => of(s).getMany(names),
      list: (s) => pages(of(s).list({ limit: 50 })),
      "links.list": (s) => pages(of(s).links.list({ name: "Astaire", limit: 3 })),
      "links.get": (s) => of(s).links.get(pair),
      "links.getOrThrow": (s) => of(s).links.getOrThrow(pair),
      "links.getMany": (s) => of(s).links.getMany([pair]),
      put: (s) => of(s).put({ name, data: { changed: true } }),
      putMany: (s) => of(s).putMany([{ name: other, data: { changed: 1 } }]),
      "links.add": (s) => of(s).links.add(pair),
      "links.addMany": (s) => of(s).links.addMany([{ ...pair, count: 2 }]),
      "links.remove": (s) => of(s).links.remove(pair),
      "links.removeMany": (s) => of(s).links.removeMany({ name: names[2]! }),
      remove: (s) => of(s).remove(names[2]!),
      "list what is left": (s) => all(of(s).list()),
    };
  },

  async ingest(known) {
    const { ingest } = known;
    const creators = await all(ingest.creators.list());
    const episodes = await all(ingest.episodes.list());
    const watches = await all(ingest.watchlist.list());
    const jobs = await all(ingest.jobs.list());
    const provenance = (await ingest.provenance.list()).items;
    const [creator, episode, watch, job] = [creators[0]!, episodes[0]!, watches[0]!, jobs[0]!];
    const [segment] = (await ingest.segments.list({ episodeId: episode.id })).items;
    const episodeKey = { platform: episode.platform, externalId: episode.externalId };
    const watchKey = { sourceType: watch.sourceType, handle: watch.handle };
    const jobKey = { source: job.source, externalId: job.externalId };
    const of = (scope: Scope) => scope.ingest;
    return {
      "jobs.stats": (s) => of(s).jobs.stats(),
      "creators.get": (s) => of(s).creators.get(creator.id),
      "creators.getOrThrow": (s) => of(s).creators.getOrThrow(creator.id),
      "creators.getMany": (s) => of(s).creators.getMany(creators.map(({ id }) => id)),
      "creators.getBySlug": (s) => of(s).creators.getBySlug({ slug: creator.slug }),
      "creators.list of an account": (s) => pages(of(s).creators.list({ youtubeId: creator.youtubeId! })),
      "creators.list": (s) => pages(of(s).creators.list({ limit: 4 })),
      "episodes.get": (s) => of(s).episodes.get(episode.id),
      "episodes.getOrThrow": (s) => of(s).episodes.getOrThrow(episode.id),
      "episodes.getMany": (s) => of(s).episodes.getMany(episodes.map(({ id }) => id)),
      "episodes.getByExternalId": (s) => of(s).episodes.getByExternalId(episodeKey),
      "episodes.list": (s) => pages(of(s).episodes.list({ creatorId: creator.id, limit: 3 })),
      "episodes.logs.list": (s) => pages(of(s).episodes.logs.list({ episodeId: episode.id })),
      "segments.get": (s) => of(s).segments.get(segment!.id),
      "segments.getOrThrow": (s) => of(s).segments.getOrThrow(segment!.id),
      "segments.list": (s) => pages(of(s).segments.list({ episodeId: episode.id, limit: 5 })),
      "segments.search": (s) => pages(of(s).segments.search({ text: "oil", limit: 5 })),
      "provenance.get": (s) => of(s).provenance.get(provenance[0]!.id),
      "provenance.getOrThrow": (s) => of(s).provenance.getOrThrow(provenance[1]!.id),
      "provenance.list": (s) => pages(of(s).provenance.list({ limit: 50 })),
      "usage.list": (s) => pages(of(s).usage.list()),
      "watchlist.get": (s) => of(s).watchlist.get(watch.id),
      "watchlist.getOrThrow": (s) => of(s).watchlist.getOrThrow(watch.id),
      "watchlist.getByHandle": (s) => of(s).watchlist.getByHandle(watchKey),
      "watchlist.list": (s) => pages(of(s).watchlist.list({ limit: 4 })),
      "watchlist.due": async (s) => of(s).watchlist.due(),
      "jobs.get": (s) => of(s).jobs.get(job.id),
      "jobs.getOrThrow": (s) => of(s).jobs.getOrThrow(job.id),
      "jobs.getMany": (s) => of(s).jobs.getMany(jobs.map(({ id }) => id)),
      "jobs.getByExternalId": (s) => of(s).jobs.getByExternalId(jobKey),
      "jobs.list": (s) => pages(of(s).jobs.list({ limit: 20 })),
      "jobs.enqueue": (s) => of(s).jobs.enqueue(jobKey),
      "jobs.enqueueMany": (s) => of(s).jobs.enqueueMany([jobKey]),
      "creators.upsert": (s) => of(s).creators.upsert({ slug: creator.slug, verified: true }),
      "episodes.upsert": (s) => of(s).episodes.upsert({ ...episodeKey, title: "changed" }),
      "watchlist.polled": (s) => of(s).watchlist.polled(watch.id, { cursor: "c" }),
      "watchlist.failed": (s) => of(s).watchlist.failed(watch.id),
      "watchlist.disable": (s) => of(s).watchlist.disable(watch.id),
      "watchlist.upsert": (s) => of(s).watchlist.upsert({ ...watchKey, label: "l" }),
      "watchlist.remove": (s) => of(s).watchlist.remove(watches[1]!.id),
      "jobs.remove": (s) => of(s).jobs.remove(jobs[1]!.id),
      "provenance.remove": (s) => of(s).provenance.remove(provenance[0]!.id),
      "segments.removeMany": (s) => of(s).segments.removeMany({ episodeId: episode.id }),
      "episodes.remove": (s) => of(s).episodes.remove(episodes[1]!.id),
      "jobs.releaseExpired": (s) => of(s).jobs.releaseExpired(),
      "what is left": async (s) => [await all(of(s).jobs.list()), await all(of(s).episodes.list())],
    };
  },

  async graph(known) {
    const root = (await known.graph.nodes.getByName({ type: "noun.synset", name: "entity#00001740" }))!;
    const near = await known.graph.neighbors(root.id, { maxDepth: 2 });
    const far = near.at(-1)!.node;
    const edge = (await known.graph.edges.list({ from: root.id })).items[0]!;
    const of = (scope: Scope) => scope.graph;
    return {
      traverse: (s) => all(of(s).traverse(root.id, { maxDepth: 3 })),
      neighbors: (s) => of(s).neighbors(root.id, { maxDepth: 2 }),
      shortestPath: (s) => of(s).shortestPath({ from: root.id, to: far.id }),
      "nodes.get": (s) => of(s).nodes.get(root.id),
      "nodes.getMany": (s) => of(s).nodes.getMany([far.id, root.id]),
      "nodes.getByName": (s) => of(s).nodes.getByName({ type: far.type, name: far.name }),
      "edges.get": (s) => of(s).edges.get(edge.id),
      "provenance.list": (s) => all(of(s).provenance.list({ nodeId: root.id })),
      "provenance.list of an edge": (s) => all(of(s).provenance.list({ edgeId: edge.id })),
      "nodes.list": (s) => pages(of(s).nodes.list({ namePrefix: "e", limit: 30 })),
      "edges.list": (s) => pages(of(s).edges.list({ type: "hyponym", limit: 1000 })),
      "nodes.upsert": (s) => of(s).nodes.upsert({ type: far.type, name: far.name, attrs: { changed: true } }),
      "nodes.upsertMany": (s) =>
        of(s).nodes.upsertMany([{ type: far.type, name: far.name, attrs: { changed: 2 } }]),
      "edges.upsert": (s) => of(s).edges.upsert({ from: edge.from, to: edge.to, type: edge.type, weight: 3 }),
      "edges.upsertMany": (s) =>
        of(s).edges.upsertMany([{ from: edge.from, to: edge.to, type: edge.type, weight: 4 }]),
      "edges.remove": (s) => of(s).edges.remove(edge.id),
      "nodes.remove": (s) => of(s).nodes.remove(root.id),
      "traverse what is left": (s) => all(of(s).traverse(far.id, { maxDepth: 2 })),
    };
  },

  async analytics(known) {
    const calls = spread((await known.analytics.calls.list({ limit: 500 })).items);
    const [variant] = (await known.analytics.variants.list()).items;
    const [feedback] = (await known.analytics.feedback.list()).items;
    const of = (scope: Scope) => scope.analytics;
    const keyOf = ({ task, templateHash }: AnalyticsVariantKey) => ({ task, templateHash });
    return {
      "calls.summarize": (s) =>
        of(s).calls.summarize({
          createdFrom: FROM,
          createdTo: TO,
          groupBy: ["model", "task"],
          bucket: "day",
        }),
      "calls.get": (s) => of(s).calls.get(calls[0]!.id),
      "calls.list": (s) => pages(of(s).calls.list({ limit: 300 })),
      "feedback.list of a call": (s) => pages(of(s).feedback.list({ callId: feedback!.callId })),
      "feedback.list": (s) => pages(of(s).feedback.list({ limit: 20 })),
      "bandits.list": (s) => pages(of(s).bandits.list({ task: "routing", limit: 100 })),
      "bandits.arms": (s) => of(s).bandits.arms({ task: "routing", createdFrom: FROM, createdTo: TO }),
      "variants.get": (s) => of(s).variants.get(keyOf(variant!)),
      "variants.list": (s) => pages(of(s).variants.list({ limit: 6 })),
      "metrics.list": (s) => pages(of(s).metrics.list()),
      "metrics.summarize": (s) =>
        of(s).metrics.summarize({ name: "latency", createdFrom: FROM, createdTo: TO }),
      "variants.put": (s) => of(s).variants.put({ ...keyOf(variant!), description: "d" }),
      "variants.remove": (s) => of(s).variants.remove(keyOf(variant!)),
      "calls.prune": (s) => of(s).calls.prune({ olderThanMs: 1, limit: 100 }),
      "summary of what is left": (s) => of(s).calls.summarize({ createdFrom: FROM, createdTo: TO }),
    };
  },

  async debates(known) {
    const ids = spread(await all(known.debates.list())).map(({ id }) => id);
    const [id, other] = ids as [string, string];
    const of = (scope: Scope) => scope.debates;
    return {
      tally: (s) => of(s).tally(id),
      stats: (s) => of(s).stats(id),
      transcript: (s) => pages(of(s).transcript(id, { limit: 3 })),
      "turns.list": (s) => pages(of(s).turns.list({ debateId: id, limit: 2 })),
      "critiques.list": (s) => pages(of(s).critiques.list({ debateId: id })),
      "votes.list": (s) => pages(of(s).votes.list({ debateId: id })),
      get: (s) => of(s).get(id),
      getOrThrow: (s) => of(s).getOrThrow(other),
      getMany: (s) => of(s).getMany(ids),
      list: (s) => pages(of(s).list({ limit: 20 })),
      search: (s) => pages(of(s).search({ text: "kind", limit: 5 })),
      remove: (s) => of(s).remove(id),
      "list what is left": (s) => all(of(s).list()),
    };
  },

  async conversations(known) {
    const sessions = await all(known.conversations.sessions.list());
    const people = await all(known.conversations.participants.list());
    const found = (await known.conversations.messages.search({ text: "a" })).items;
    const [session, person, message] = [sessions[0]!, people[0]!, found[0]!];
    const ids = spread(found).map(({ id }) => id);
    const of = (scope: Scope) => scope.conversations;
    return {
      "messages.list": (s) => pages(of(s).messages.list({ sessionId: session.id, limit: 3 })),
      "messages.search": (s) => pages(of(s).messages.search({ text: "person", limit: 10 })),
      "messages.get": (s) => of(s).messages.get(message.id),
      "messages.getOrThrow": (s) => of(s).messages.getOrThrow(message.id),
      "messages.getMany": (s) => of(s).messages.getMany(ids),
      "sessions.get": (s) => of(s).sessions.get(session.id),
      "sessions.getOrThrow": (s) => of(s).sessions.getOrThrow(session.id),
      "sessions.getByExternalId": (s) => of(s).sessions.getByExternalId({ externalId: session.externalId! }),
      "sessions.getMany": (s) => of(s).sessions.getMany(sessions.map(({ id }) => id)),
      "sessions.list": (s) => pages(of(s).sessions.list({ limit: 20 })),
      "participants.get": (s) => of(s).participants.get(person.id),
      "participants.getOrThrow": (s) => of(s).participants.getOrThrow(person.id),
      "participants.getByExternalId": (s) =>
        of(s).participants.getByExternalId({ externalId: person.externalId! }),
      "participants.getMany": (s) => of(s).participants.getMany(people.map(({ id }) => id)),
      "participants.list": (s) => pages(of(s).participants.list({ limit: 20 })),
      "messages.rate": (s) => of(s).messages.rate(message.id, { rating: 1 }),
      "participants.upsert": (s) =>
        of(s).participants.upsert({ externalId: person.externalId, name: "changed" }),
      "participants.update": (s) => of(s).participants.update(person.id, { name: "changed again" }),
      "participants.withdrawConsent": (s) => of(s).participants.withdrawConsent(person.id),
      "sessions.update": (s) => of(s).sessions.update(session.id, { title: "changed" }),
      "sessions.end": (s) => of(s).sessions.end(session.id),
      "messages.remove": (s) => of(s).messages.remove(message.id),
      "sessions.remove": (s) => of(s).sessions.remove(sessions[1]!.id),
      "search what is left": (s) => all(of(s).messages.search({ text: "person" })),
    };
  },

  async privacy(known) {
    const [person, other] = await all(known.conversations.participants.list());
    return {
      export: (s) => s.privacy.export(person!.id),
      erase: (s) => s.privacy.erase(other!.id),
      "search what is left": (s) => all(s.conversations.messages.search({ text: "person" })),
    };
  },

  async agents(known) {
    const keys = spread(await all(known.agents.state.list())).map(({ key }) => key);
    const [key, other] = keys as [string, string];
    const of = (scope: Scope) => scope.agents;
    return {
      "state.get": (s) => of(s).state.get(key),
      "state.getOrThrow": (s) => of(s).state.getOrThrow(other),
      "state.getMany": (s) => of(s).state.getMany(keys),
      "state.list": (s) => pages(of(s).state.list({ limit: 20 })),
      list: (s) => pages(of(s).list()),
      get: (s) => of(s).get("none"),
      "events.list": (s) => pages(of(s).events.list({ topic: "none" })),
      "leases.get": (s) => of(s).leases.get("none"),
      "state.modify": (s) => of(s).state.modify(key, (value) => ({ was: value ?? null })),
      "state.put": (s) => of(s).state.put({ key: other, value: { changed: true } }),
      "state.remove": (s) => of(s).state.remove(keys[2]!),
      "leases.withLease": (s) =>
        of(s).leases.withLease({ name: "l", holder: "h", leaseMs: 60_000 }, async () => of(s).state.get(key)),
      "list what is left": (s) => all(of(s).state.list()),
    };
  },

  async marketplace(known) {
    const plugins = await all(known.marketplace.plugins.list());
    const plugin = plugins[0]!;
    const [release] = (await known.marketplace.releases.list({ pluginId: plugin.id })).items;
    const [install] = (await known.marketplace.installs.list()).items;
    const [signer] = (await known.marketplace.signers.list()).items;
    const of = (scope: Scope) => scope.marketplace;
    return {
      latestRelease: (s) => of(s).latestRelease(plugin.id, { range: ">=1" }),
      advisoriesFor: (s) => of(s).advisoriesFor({ pluginId: "plugin-0", version: "1.0.0" }),
      inRollout: (s) => of(s).inRollout({ pluginId: "plugin-0", subject: "somebody" }),
      "plugins.get": (s) => of(s).plugins.get(plugin.id),
      "plugins.getMany": (s) => of(s).plugins.getMany(plugins.map(({ id }) => id)),
      "plugins.list": (s) => pages(of(s).plugins.list({ limit: 7 })),
      "repositories.list": (s) => pages(of(s).repositories.list()),
      "signers.get": (s) => of(s).signers.get(signer!.fingerprint),
      "signers.list": (s) => pages(of(s).signers.list()),
      "releases.get": (s) => of(s).releases.get({ pluginId: plugin.id, version: release!.version }),
      "releases.getOrThrow": (s) =>
        of(s).releases.getOrThrow({ pluginId: plugin.id, version: release!.version }),
      "releases.list": (s) => pages(of(s).releases.list({ pluginId: plugin.id, limit: 2 })),
      "advisories.list": (s) => pages(of(s).advisories.list()),
      "rollouts.list": (s) => pages(of(s).rollouts.list()),
      "installs.get": (s) => of(s).installs.get(install!.pluginId),
      "installs.getById": (s) => of(s).installs.getById({ id: install!.id }),
      "installs.list": (s) => pages(of(s).installs.list({ limit: 3 })),
      "installs.update": (s) => of(s).installs.update(install!.pluginId, { enabled: false }),
      install: (s) => of(s).install(install!.pluginId, { version: install!.version }),
      uninstall: (s) => of(s).uninstall(install!.pluginId),
      "rollouts.upsert": (s) => of(s).rollouts.upsert({ id: "roll-0", pluginId: "plugin-0", percent: 50 }),
      "rollouts.remove": (s) => of(s).rollouts.remove("roll-1"),
      "advisories.remove": (s) => of(s).advisories.remove("adv-0"),
      "releases.remove": (s) => of(s).releases.remove({ pluginId: plugin.id, version: release!.version }),
      "plugins.upsert": (s) =>
        of(s).plugins.upsert({ id: plugin.id, repositoryId: plugin.repositoryId, name: "changed" }),
      "list what is left": (s) => all(of(s).installs.list()),
    };
  },

  async archive(known) {
    const entries = await all(known.archive.list());
    const [entry, other] = entries as [(typeof entries)[0], (typeof entries)[0]];
    const of = (scope: Scope) => scope.archive;
    return {
      tags: (s) => pages(of(s).tags({ limit: 2 })),
      totals: (s) => of(s).totals(),
      getByContentHash: (s) => of(s).getByContentHash({ contentHash: entry.contentHash }),
      getManyByContentHash: (s) =>
        of(s).getManyByContentHash({ contentHashes: [other.contentHash, "none", entry.contentHash] }),
      get: (s) => of(s).get(entry.id),
      getOrThrow: (s) => of(s).getOrThrow(entry.id),
      getMany: (s) => of(s).getMany([other.id, entry.id]),
      list: (s) => pages(of(s).list({ limit: 60 })),
      "list by tag": (s) => pages(of(s).list({ tags: ["a"], limit: 60 })),
      "list by tags": (s) => pages(of(s).list({ tags: ["a", "b"], limit: 60 })),
      "list by message": (s) => pages(of(s).list({ messageId: entry.messageId })),
      "list by channel": (s) => pages(of(s).list({ channelId: entry.channelId })),
      search: (s) => pages(of(s).search({ text: "file1", mode: "substring" })),
      tag: (s) => of(s).tag(entry.id, ["new"]),
      untag: (s) => of(s).untag(entry.id, ["a"]),
      add: async (s) => {
        const { id, version, ...input } = other;
        return of(s).add(input);
      },
      remove: (s) => of(s).remove(entry.id),
      "list what is left": (s) => all(of(s).list()),
    };
  },
};
