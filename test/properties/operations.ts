import fc from "fast-check";
import type { Scope } from "../../src";

/** One call on a scope, with a name to tell it by. */
export interface Operation {
  call: string;
  run(scope: Scope): Promise<unknown>;
}

/** Few enough that calls meet each other's rows. */
const ids = Array.from({ length: 4 }, (_, i) => `00000000-0000-7000-8000-00000000000${i}`);
const NAMES = ["a", "b", "a:b", "a/b", "a%", "a_", "A", "ß", "é", "Z", "😀", "\uffee", "ab"];
const WORDS = [
  "fox",
  "Fox",
  "dog",
  "İstanbul",
  "straße",
  "STRASSE",
  "Σίσυφος",
  "50%",
  "back\\slash",
  "nul\u0000",
  "\ud800",
  "e\u0301",
  "é",
];

const id = fc.constantFrom(...ids);
const name = fc.constantFrom(...NAMES);
const text = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }).map((words) => words.join(" ")),
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
);
const instant = fc.integer({ min: 0, max: 40 }).map((day) => new Date(Date.UTC(2025, 0, 1 + day)));
const json = fc.oneof(
  text,
  fc.jsonValue({ maxDepth: 3, noUnicodeString: false } as object),
  fc.record({ text }),
);
const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const page = { limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }) };

const partial = <T extends Record<string, fc.Arbitrary<unknown>>>(members: T): fc.Arbitrary<never> =>
  fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<never>;
const operation = <A extends unknown[]>(
  call: string,
  args: fc.Arbitrary<A>,
  run: (scope: Scope, ...args: A) => PromiseLike<unknown>,
): fc.Arbitrary<Operation> =>
  args.map((values) => ({
    call: `${call}(${fc.stringify(values)})`,
    run: async (scope) => run(scope, ...values),
  }));
const tuple = fc.tuple;

const item = fc.record(
  {
    id,
    type: name,
    content: json,
    policy: name,
    embedding: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 3 }),
    decayScore: number,
    pinned: fc.boolean(),
    archived: fc.boolean(),
    createdAt: instant,
    lastUsedAt: instant,
  },
  { requiredKeys: ["id", "type", "content"] },
) as fc.Arbitrary<never>;
const filter = {
  type: name,
  policy: name,
  pinned: fc.boolean(),
  archived: fc.boolean(),
  createdFrom: instant,
  createdTo: instant,
  usedFrom: instant,
  usedTo: instant,
};

/** All pages, so that cursors are part of the answer. */
async function everything<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of items) all.push(each);
  return all;
}

const memory: fc.Arbitrary<Operation>[] = [
  operation("memory.add", tuple(item), (scope, input) => scope.memory.add(input)),
  operation("memory.addMany", tuple(fc.array(item, { maxLength: 4 })), (scope, inputs) =>
    scope.memory.addMany(inputs),
  ),
  operation("memory.get", tuple(id), (scope, key) => scope.memory.get(key)),
  operation("memory.getMany", tuple(fc.array(id, { maxLength: 5 })), (scope, keys) =>
    scope.memory.getMany(keys),
  ),
  operation(
    "memory.update",
    tuple(
      id,
      partial({ content: json, type: name, decayScore: number, embedding: fc.constant(null) }),
      partial({ ifVersion: fc.integer({ min: 1, max: 3 }) }),
    ),
    (scope, key, patch, options) => scope.memory.update(key, patch, options),
  ),
  operation("memory.touch", tuple(fc.array(id, { maxLength: 3 }), instant), (scope, keys, at) =>
    scope.memory.touch(keys, { at }),
  ),
  operation("memory.pin", tuple(id, fc.boolean()), (scope, key, pinned) => scope.memory.pin(key, pinned)),
  operation("memory.archive", tuple(id, fc.boolean()), (scope, key, archived) =>
    scope.memory.archive(key, archived),
  ),
  operation("memory.remove", tuple(id), (scope, key) => scope.memory.remove(key)),
  operation(
    "memory.list",
    tuple(partial({ ...filter, ...page, order: fc.constantFrom("newest", "oldest") })),
    (scope, query) => everything(scope.memory.list(query)),
  ),
  operation(
    "memory.search",
    tuple(
      text,
      partial({ ...page, type: name, pinned: fc.boolean(), mode: fc.constantFrom("words", "substring") }),
    ),
    (scope, sought, query) => everything(scope.memory.search({ ...(query as object), text: sought })),
  ),
  operation("memory.policies.put", tuple(name, fc.integer({ min: 0, max: 30 })), (scope, policy, ttlDays) =>
    scope.memory.policies.put({ name: policy, ttlDays }),
  ),
  operation("memory.policies.remove", tuple(name), (scope, policy) => scope.memory.policies.remove(policy)),
  operation("memory.prune", tuple(instant, fc.integer({ min: 1, max: 3 })), (scope, now, maxRows) =>
    scope.memory.prune({ now, maxRows }),
  ),
];

const event = { id, round: fc.integer({ min: 0, max: 3 }), createdAt: instant };
const debates: fc.Arbitrary<Operation>[] = [
  operation(
    "debates.create",
    tuple(id, text, fc.option(json), instant),
    (scope, key, query, panel, createdAt) =>
      scope.debates.create({ id: key, query, rounds: 2, panel: panel as never, createdAt }),
  ),
  operation(
    "debates.addTurn",
    tuple(
      id,
      fc.record({ ...event, role: name, model: name, output: text, costUsd: fc.constantFrom(0, 0.25, 1.5) }),
    ),
    (scope, key, turn) => scope.debates.addTurn(key, turn),
  ),
  operation(
    "debates.addCritique",
    tuple(id, fc.record({ ...event, from: name, target: name, content: text })),
    (scope, key, critique) => scope.debates.addCritique(key, critique),
  ),
  operation(
    "debates.addVote",
    tuple(id, fc.record({ ...event, voter: name, chosen: name, reason: text })),
    (scope, key, vote) => scope.debates.addVote(key, vote),
  ),
  operation("debates.conclude", tuple(id, text), (scope, key, output) => scope.debates.conclude(key, output)),
  operation("debates.transcript", tuple(id), (scope, key) => scope.debates.transcript(key)),
  operation("debates.tally", tuple(id, partial({ round: event.round })), (scope, key, query) =>
    scope.debates.tally(key, query),
  ),
  operation("debates.stats", tuple(id), (scope, key) => scope.debates.stats(key)),
  operation("debates.list", tuple(partial(page)), (scope, query) => everything(scope.debates.list(query))),
  operation(
    "debates.search",
    tuple(text, partial({ ...page, mode: fc.constantFrom("words", "substring") })),
    (scope, sought, query) => everything(scope.debates.search({ ...(query as object), text: sought })),
  ),
  operation("debates.remove", tuple(id), (scope, key) => scope.debates.remove(key)),
];

const attrs = fc.dictionary(fc.constantFrom("x", "__proto__", "y\u0000"), json, {
  maxKeys: 2,
}) as fc.Arbitrary<never>;
const edge = fc.record(
  {
    id,
    from: id,
    to: id,
    type: fc.constantFrom("t", "u"),
    weight: number,
    attrs,
    validFrom: fc.option(instant),
    validTo: fc.option(instant),
  },
  { requiredKeys: ["id", "from", "to", "type"] },
) as fc.Arbitrary<never>;
const node = fc.record(
  { id, type: fc.constantFrom("n", "m"), name, attrs },
  { requiredKeys: ["id", "type", "name"] },
) as fc.Arbitrary<never>;
const walk = partial({
  depth: fc.integer({ min: 1, max: 4 }),
  direction: fc.constantFrom("out", "in", "both"),
  types: fc.constantFrom(["t"], ["t", "u"]),
  asOf: instant,
});
const graph: fc.Arbitrary<Operation>[] = [
  operation("graph.putNode", tuple(node), (scope, input) => scope.graph.putNode(input)),
  operation("graph.putNodes", tuple(fc.array(node, { maxLength: 4 })), (scope, inputs) =>
    scope.graph.putNodes(inputs),
  ),
  operation("graph.putEdge", tuple(edge), (scope, input) => scope.graph.putEdge(input)),
  operation("graph.putEdges", tuple(fc.array(edge, { maxLength: 4 })), (scope, inputs) =>
    scope.graph.putEdges(inputs),
  ),
  operation("graph.addProvenance", tuple(id, id, text), (scope, key, nodeId, span) =>
    scope.graph.addProvenance({ id: key, nodeId, span }),
  ),
  operation("graph.provenanceOf", tuple(id), (scope, nodeId) => scope.graph.provenanceOf({ nodeId })),
  operation("graph.findNode", tuple(fc.constantFrom("n", "m"), name), (scope, type, key) =>
    scope.graph.findNode(type, key),
  ),
  operation("graph.listNodes", tuple(partial(page)), (scope, query) =>
    everything(scope.graph.listNodes(query)),
  ),
  operation("graph.listEdges", tuple(partial({ ...page, from: id })), (scope, query) =>
    everything(scope.graph.listEdges(query)),
  ),
  operation("graph.neighbors", tuple(id, walk), (scope, start, options) =>
    scope.graph.neighbors(start, options),
  ),
  operation("graph.traverse", tuple(id, walk), (scope, start, options) =>
    everything(scope.graph.traverse(start, options)),
  ),
  operation("graph.shortestPath", tuple(id, id), (scope, a, b) =>
    scope.graph.shortestPath(a, b, { maxDepth: 4 }),
  ),
  operation("graph.removeNode", tuple(id), (scope, key) => scope.graph.removeNode(key)),
  operation("graph.removeEdge", tuple(id), (scope, key) => scope.graph.removeEdge(key)),
];

const profiles: fc.Arbitrary<Operation>[] = [
  operation("profiles.put", tuple(id, name, json), (scope, key, profile, data) =>
    scope.profiles.put({ id: key, name: profile, data }),
  ),
  operation("profiles.get", tuple(name), (scope, profile) => scope.profiles.get(profile)),
  operation("profiles.getMany", tuple(fc.array(name, { maxLength: 4 })), (scope, wanted) =>
    scope.profiles.getMany(wanted),
  ),
  operation("profiles.list", tuple(partial({ ...page, prefix: name })), (scope, query) =>
    everything(scope.profiles.list(query)),
  ),
  operation("profiles.remove", tuple(name), (scope, profile) => scope.profiles.remove(profile)),
  operation(
    "profiles.link",
    tuple(name, name, fc.integer({ min: 0, max: 5 }), instant),
    (scope, source, target, count, seenAt) => scope.profiles.link(source, target, { count, seenAt }),
  ),
  operation(
    "profiles.links",
    tuple(name, partial({ ...page, direction: fc.constantFrom("in", "out", "both") })),
    (scope, profile, query) => everything(scope.profiles.links(profile, query)),
  ),
  operation("profiles.network", tuple(name, fc.integer({ min: 1, max: 3 })), (scope, profile, depth) =>
    scope.profiles.network(profile, { depth }),
  ),
];

const single = {
  memory: fc.oneof(...memory),
  debates: fc.oneof(...debates),
  graph: fc.oneof(...graph),
  profiles: fc.oneof(...profiles),
};

/** Calls of several stores in one transaction, which may be undone at the end. */
const transaction: fc.Arbitrary<Operation> = tuple(
  fc.array(fc.oneof(...Object.values(single)), { maxLength: 4 }),
  fc.boolean(),
).map(([calls, undo]) => ({
  call: `transaction([${calls.map(({ call }) => call).join(", ")}], undo: ${undo})`,
  run: (scope) =>
    scope.transaction(async (tx) => {
      const answers: unknown[] = [];
      for (const { run } of calls) answers.push(await run(tx));
      if (undo) throw new Error("undo");
      return answers;
    }),
}));

export const sequences = (store: keyof typeof single): fc.Arbitrary<Operation[]> =>
  fc.array(fc.oneof({ weight: 9, arbitrary: single[store] }, { weight: 1, arbitrary: transaction }), {
    minLength: 1,
    maxLength: 40,
  });

/** All that a scope holds. */
export async function stateOf(scope: Scope): Promise<unknown> {
  const debateList = await everything(scope.debates.list());
  const nodes = await everything(scope.graph.listNodes());
  return {
    memory: await everything(scope.memory.list()),
    policies: await everything(scope.memory.policies.list()),
    debates: debateList,
    transcripts: await Promise.all(debateList.map((debate) => scope.debates.transcript(debate.id))),
    nodes,
    edges: await everything(scope.graph.listEdges()),
    provenance: await Promise.all(nodes.map((each) => scope.graph.provenanceOf({ nodeId: each.id }))),
    profiles: await everything(scope.profiles.list()),
    links: await Promise.all(NAMES.map((each) => everything(scope.profiles.links(each)))),
  };
}
