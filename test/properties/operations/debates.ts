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

const event = { id, round: fc.integer({ min: 0, max: 3 }), createdAt: instant };

export const debates: StoreOperations = {
  operations: [
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
        fc.record({
          ...event,
          role: name,
          model: name,
          output: text,
          costUsd: fc.constantFrom(0, 0.25, 1.5),
        }),
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
    operation("debates.conclude", tuple(id, text), (scope, key, output) =>
      scope.debates.conclude(key, output),
    ),
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
  ],

  async stateOf({ debates }) {
    const list = await everything(debates.list());
    return { list, transcripts: await Promise.all(list.map((debate) => debates.transcript(debate.id))) };
  },
};
