import fc from "fast-check";
import {
  everything,
  id,
  instant,
  json,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const debate = fc.record({
  id,
  query: text,
  rounds: fc.constant(2),
  panel: fc.option(json),
  createdAt: instant,
}) as fc.Arbitrary<never>;
const event = { id, debateId: id, round: fc.integer({ min: 0, max: 3 }), createdAt: instant };
const turn = fc.record({
  ...event,
  role: name,
  model: name,
  output: text,
  costUsd: fc.constantFrom(0, 0.25, 1.5),
});

export const debates: StoreOperations = {
  operations: [
    operation(
      "debates.add",
      tuple(id, text, fc.option(json), instant),
      (scope, key, query, panel, createdAt) =>
        scope.debates.add({ id: key, query, rounds: 2, panel: panel as never, createdAt }),
    ),
    operation("debates.addMany", tuple(fc.array(debate, { maxLength: 3 })), (scope, inputs) =>
      scope.debates.addMany(inputs),
    ),
    operation("debates.turns.add", tuple(turn), (scope, input) => scope.debates.turns.add(input)),
    operation("debates.turns.addMany", tuple(fc.array(turn, { maxLength: 3 })), (scope, inputs) =>
      scope.debates.turns.addMany(inputs),
    ),
    operation(
      "debates.critiques.add",
      tuple(fc.record({ ...event, from: name, to: name, content: text })),
      (scope, input) => scope.debates.critiques.add(input),
    ),
    operation(
      "debates.votes.add",
      tuple(fc.record({ ...event, voter: name, chosen: name, reason: text })),
      (scope, input) => scope.debates.votes.add(input),
    ),
    operation("debates.turns.get", tuple(id), (scope, key) => scope.debates.turns.get(key)),
    operation("debates.turns.remove", tuple(id), (scope, key) => scope.debates.turns.remove(key)),
    operation(
      "debates.turns.list",
      tuple(
        id,
        partial({ ...page, round: event.round, role: name, order: fc.constantFrom("newest", "oldest") }),
      ),
      (scope, debateId, query) => everything(scope.debates.turns.list({ ...(query as object), debateId })),
    ),
    operation(
      "debates.conclude",
      tuple(id, text, partial({ ifVersion: fc.integer({ min: 1, max: 2 }) })),
      (scope, key, finalOutput, options) => scope.debates.conclude(key, { finalOutput }, options),
    ),
    operation(
      "debates.transcript",
      tuple(id, partial({ ...page, round: event.round })),
      (scope, key, query) => everything(scope.debates.transcript(key, query)),
    ),
    operation("debates.tally", tuple(id, partial({ round: event.round })), (scope, key, query) =>
      scope.debates.tally(key, query),
    ),
    operation("debates.stats", tuple(id), (scope, key) => scope.debates.stats(key)),
    operation("debates.list", tuple(partial(page)), (scope, query) => everything(scope.debates.list(query))),
    operation(
      "debates.search",
      tuple(text, partial({ ...page, mode: fc.constantFrom("any", "words", "substring") })),
      (scope, sought, query) => everything(scope.debates.search({ ...(query as object), text: sought })),
    ),
    operation("debates.getMany", tuple(fc.array(id, { maxLength: 3 })), (scope, keys) =>
      scope.debates.getMany(keys),
    ),
    operation(
      "debates.remove",
      tuple(id, partial({ ifVersion: fc.integer({ min: 1, max: 2 }) })),
      (scope, key, options) => scope.debates.remove(key, options),
    ),
  ],

  async stateOf({ debates }) {
    const list = await everything(debates.list());
    return { list, transcripts: await Promise.all(list.map(({ id }) => everything(debates.transcript(id)))) };
  },
};
