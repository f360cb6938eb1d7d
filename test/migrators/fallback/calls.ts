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

/** What each store is asked, by rows that a store has to which all was moved. */
export const CALLS: { [K in keyof Stores]: (known: Scope) => Promise<Calls> } = {
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
      "policies.list": (s) => pages(of(s).policies.list()),
      update: (s) => of(s).update(id, { type: "changed", content: { of: "the application" } }),
      touch: (s) => of(s).touch(ids.slice(1, 3)),
      pin: (s) => of(s).pin(other),
      archive: (s) => of(s).archive(other),
      remove: (s) => of(s).remove(ids[4]!),
      "policies.put": (s) => of(s).policies.put({ name: "ephemeral", ttlDays: 100 }),
      "policies.remove": (s) => of(s).policies.remove("ephemeral"),
      prune: (s) => of(s).prune(),
      "list what is left": (s) => all(of(s).list()),
    };
  },

  async profiles(known) {
    const names = spread(await all(known.profiles.list())).map(({ name }) => name);
    const linked = (await known.profiles.links("Astaire")).items[0]!;
    const [name, other] = names as [string, string];
    const of = (scope: Scope) => scope.profiles;
    return {
      network: (s) => of(s).network("Astaire", { depth: 2 }),
      get: (s) => of(s).get(name),
      getOrThrow: (s) => of(s).getOrThrow(other),
      getMany: (s) => of(s).getMany(names),
      list: (s) => pages(of(s).list({ limit: 50 })),
      links: (s) => pages(of(s).links("Astaire", { limit: 3 })),
      put: (s) => of(s).put({ name, data: { changed: true } }),
      putMany: (s) => of(s).putMany([{ name: other, data: { changed: 1 } }]),
      link: (s) => of(s).link(linked.source, linked.target),
      linkMany: (s) => of(s).linkMany([{ source: linked.source, target: linked.target, count: 2 }]),
      unlink: (s) => of(s).unlink(linked.source, linked.target),
      remove: (s) => of(s).remove(names[2]!, { links: true }),
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
    const root = (await known.graph.findNode("noun.synset", "entity#00001740"))!;
    const near = await known.graph.neighbors(root.id, { depth: 2 });
    const far = near.at(-1)!.node;
    const edge = (await known.graph.listEdges({ from: root.id })).items[0]!;
    const of = (scope: Scope) => scope.graph;
    return {
      traverse: (s) => all(of(s).traverse(root.id, { depth: 3 })),
      neighbors: (s) => of(s).neighbors(root.id, { depth: 2 }),
      shortestPath: (s) => of(s).shortestPath(root.id, far.id),
      getNode: (s) => of(s).getNode(root.id),
      getNodes: (s) => of(s).getNodes([far.id, root.id]),
      findNode: (s) => of(s).findNode(far.type, far.name),
      getEdge: (s) => of(s).getEdge(edge.id),
      provenanceOf: (s) => of(s).provenanceOf({ nodeId: root.id }),
      "provenanceOf an edge": (s) => of(s).provenanceOf({ edgeId: edge.id }),
      listNodes: (s) => pages(of(s).listNodes({ namePrefix: "e", limit: 30 })),
      listEdges: (s) => pages(of(s).listEdges({ type: "hyponym", limit: 1000 })),
      putNode: (s) => of(s).putNode({ type: far.type, name: far.name, attrs: { changed: true } }),
      putNodes: (s) => of(s).putNodes([{ type: far.type, name: far.name, attrs: { changed: 2 } }]),
      putEdge: (s) => of(s).putEdge({ from: edge.from, to: edge.to, type: edge.type, weight: 3 }),
      putEdges: (s) => of(s).putEdges([{ from: edge.from, to: edge.to, type: edge.type, weight: 4 }]),
      removeEdge: (s) => of(s).removeEdge(edge.id),
      removeNode: (s) => of(s).removeNode(root.id),
      "traverse what is left": (s) => all(of(s).traverse(far.id, { depth: 2 })),
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
      "calls.prune": (s) => of(s).calls.prune({ olderThanMs: 1, maxRows: 100 }),
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
      transcript: (s) => of(s).transcript(id),
      get: (s) => of(s).get(id),
      getOrThrow: (s) => of(s).getOrThrow(other),
      list: (s) => pages(of(s).list({ limit: 20 })),
      search: (s) => pages(of(s).search({ text: "kind", limit: 5 })),
      remove: (s) => of(s).remove(id),
      "list what is left": (s) => all(of(s).list()),
    };
  },

  async conversations(known) {
    const sessions = await all(known.conversations.sessions.list());
    const people = await all(known.conversations.participants.list());
    const found = (await known.conversations.search({ text: "a" })).items;
    const [session, person, message] = [sessions[0]!, people[0]!, found[0]!];
    const ids = spread(found).map(({ id }) => id);
    const of = (scope: Scope) => scope.conversations;
    return {
      "participants.export": (s) => of(s).participants.export(person.id),
      history: (s) => pages(of(s).history(session.id, { limit: 3 })),
      search: (s) => pages(of(s).search({ text: "person", limit: 10 })),
      get: (s) => of(s).get(message.id),
      getOrThrow: (s) => of(s).getOrThrow(message.id),
      getMany: (s) => of(s).getMany(ids),
      "sessions.get": (s) => of(s).sessions.get(session.id),
      "sessions.getOrThrow": (s) => of(s).sessions.getOrThrow(session.id),
      "sessions.getByExternalId": (s) => of(s).sessions.getByExternalId(session.externalId!),
      "sessions.getMany": (s) => of(s).sessions.getMany(sessions.map(({ id }) => id)),
      "sessions.list": (s) => pages(of(s).sessions.list({ limit: 20 })),
      "participants.get": (s) => of(s).participants.get(person.id),
      "participants.getOrThrow": (s) => of(s).participants.getOrThrow(person.id),
      "participants.getByExternalId": (s) => of(s).participants.getByExternalId(person.externalId!),
      "participants.getMany": (s) => of(s).participants.getMany(people.map(({ id }) => id)),
      "participants.list": (s) => pages(of(s).participants.list({ limit: 20 })),
      feedback: (s) => of(s).feedback(message.id, { rating: 1 }),
      "participants.put": (s) => of(s).participants.put({ externalId: person.externalId, name: "changed" }),
      "participants.update": (s) => of(s).participants.update(person.id, { name: "changed again" }),
      "participants.consent": (s) => of(s).participants.consent(person.id, false),
      "sessions.update": (s) => of(s).sessions.update(session.id, { title: "changed" }),
      "sessions.end": (s) => of(s).sessions.end(session.id),
      remove: (s) => of(s).remove(message.id),
      "sessions.remove": (s) => of(s).sessions.remove(sessions[1]!.id),
      "participants.erase": (s) => of(s).participants.erase(people[1]!.id),
      "search what is left": (s) => all(of(s).search({ text: "person" })),
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
      "events.read": (s) => of(s).events.read("none"),
      "leases.get": (s) => of(s).leases.get("none"),
      "state.update": (s) => of(s).state.update(key, (value) => ({ was: value ?? null })),
      "state.put": (s) => of(s).state.put(other, { changed: true }),
      "state.remove": (s) => of(s).state.remove(keys[2]!),
      "leases.withLease": (s) =>
        of(s).leases.withLease("l", { holder: "h", ttlMs: 60_000 }, async () => of(s).state.get(key)),
      "list what is left": (s) => all(of(s).state.list()),
    };
  },

  async marketplace(known) {
    const plugins = await all(known.marketplace.plugins.list());
    const plugin = plugins[0]!;
    const [release] = (await known.marketplace.releases.list({ plugin: plugin.id })).items;
    const [install] = (await known.marketplace.installs.list()).items;
    const [signer] = (await known.marketplace.signers.list()).items;
    const of = (scope: Scope) => scope.marketplace;
    return {
      latestRelease: (s) => of(s).latestRelease(plugin.id, { range: ">=1" }),
      advisoriesFor: (s) => of(s).advisoriesFor("plugin-0", "1.0.0"),
      installed: (s) => of(s).installed(install!.plugin),
      inRollout: (s) => of(s).inRollout({ plugin: "plugin-0" }, "somebody"),
      "plugins.get": (s) => of(s).plugins.get(plugin.id),
      "plugins.getMany": (s) => of(s).plugins.getMany(plugins.map(({ id }) => id)),
      "plugins.list": (s) => pages(of(s).plugins.list({ limit: 7 })),
      "repositories.list": (s) => pages(of(s).repositories.list()),
      "signers.get": (s) => of(s).signers.get(signer!.fingerprint),
      "signers.list": (s) => pages(of(s).signers.list()),
      "releases.get": (s) => of(s).releases.get(plugin.id, release!.version),
      "releases.getOrThrow": (s) => of(s).releases.getOrThrow(plugin.id, release!.version),
      "releases.list": (s) => pages(of(s).releases.list({ plugin: plugin.id, limit: 2 })),
      "advisories.list": (s) => pages(of(s).advisories.list()),
      "rollouts.list": (s) => pages(of(s).rollouts.list()),
      "installs.get": (s) => of(s).installs.get(install!.id),
      "installs.getOrThrow": (s) => of(s).installs.getOrThrow(install!.id),
      "installs.list": (s) => pages(of(s).installs.list({ limit: 3 })),
      "installs.update": (s) => of(s).installs.update(install!.plugin, { enabled: false }),
      install: (s) => of(s).install(install!.plugin, { version: install!.version }),
      uninstall: (s) => of(s).uninstall(install!.plugin),
      "rollouts.put": (s) => of(s).rollouts.put({ id: "roll-0", plugin: "plugin-0", percent: 50 }),
      "rollouts.remove": (s) => of(s).rollouts.remove("roll-1"),
      "advisories.remove": (s) => of(s).advisories.remove("adv-0"),
      "releases.remove": (s) => of(s).releases.remove(plugin.id, release!.version),
      "plugins.put": (s) =>
        of(s).plugins.put({ id: plugin.id, repository: plugin.repository, name: "changed" }),
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
      lookup: (s) => of(s).lookup(entry.contentHash),
      lookupMany: (s) => of(s).lookupMany([other.contentHash, "none", entry.contentHash]),
      get: (s) => of(s).get(entry.id),
      getOrThrow: (s) => of(s).getOrThrow(entry.id),
      getMany: (s) => of(s).getMany([other.id, entry.id]),
      list: (s) => pages(of(s).list({ limit: 60 })),
      byTag: (s) => pages(of(s).byTag("a", { limit: 60 })),
      byTags: (s) => pages(of(s).byTags(["a", "b"], { limit: 60 })),
      byMessage: (s) => pages(of(s).byMessage(entry.messageId)),
      byChannel: (s) => pages(of(s).byChannel(entry.channelId)),
      search: (s) => pages(of(s).search({ text: "file1", mode: "substring" })),
      tag: (s) => of(s).tag(entry.contentHash, { add: ["new"], remove: ["a"] }),
      record: async (s) => {
        const { id, sizeBytes, ...input } = other;
        return of(s).record({ ...input, sizeBytes });
      },
      remove: (s) => of(s).remove(entry.contentHash),
      "list what is left": (s) => all(of(s).list()),
    };
  },
};
