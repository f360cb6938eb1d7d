import type { StoreBudget } from "./budget";

interface Prepared {
  debate: string;
}

const turn = { role: "r", model: "m", output: "o", round: 1 };

export const debates: StoreBudget<Prepared> = {
  async prepare({ debates }) {
    const debate = await debates.create({ query: "word", rounds: 1 });
    return { debate: debate.id };
  },

  operations: {
    "debates.create": (scope) => scope.debates.create({ query: "q", rounds: 1 }),
    "debates.addTurn": (scope, { debate }) => scope.debates.addTurn(debate, turn),
    "debates.addTurns": (scope, { debate }) => scope.debates.addTurns(debate, [turn, turn]),
    "debates.addCritique": (scope, { debate }) =>
      scope.debates.addCritique(debate, { from: "a", target: "b", content: "c", round: 1 }),
    "debates.addCritiques": (scope, { debate }) =>
      scope.debates.addCritiques(debate, [{ from: "a", target: "b", content: "c", round: 1 }]),
    "debates.addVote": (scope, { debate }) =>
      scope.debates.addVote(debate, { voter: "a", chosen: "b", round: 1 }),
    "debates.addVotes": (scope, { debate }) =>
      scope.debates.addVotes(debate, [{ voter: "a", chosen: "b", round: 1 }]),
    "debates.conclude": (scope, { debate }) => scope.debates.conclude(debate, "done"),
    "debates.transcript": (scope, { debate }) => scope.debates.transcript(debate),
    "debates.tally": (scope, { debate }) => scope.debates.tally(debate),
    "debates.stats": (scope, { debate }) => scope.debates.stats(debate),
    "debates.get": (scope, { debate }) => scope.debates.get(debate),
    "debates.getOrThrow": (scope, { debate }) => scope.debates.getOrThrow(debate),
    "debates.list": (scope) => scope.debates.list(),
    "debates.search": (scope) => scope.debates.search({ text: "word" }),
    "debates.remove": (scope, { debate }) => scope.debates.remove(debate),
  },
};
