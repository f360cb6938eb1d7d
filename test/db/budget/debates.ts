import type { StoreBudget } from "./budget";

interface Prepared {
  debate: string;
  turn: string;
}

const said = { role: "r", model: "m", output: "o", round: 1 };
const held = { from: "a", to: "b", content: "c", round: 1 };
const voted = { voter: "a", chosen: "b", round: 1 };

export const debates: StoreBudget<Prepared> = {
  async prepare({ debates }) {
    const { id } = await debates.add({ query: "word", rounds: 1 });
    const turn = await debates.turns.add({ debateId: id, ...said });
    return { debate: id, turn: turn.id };
  },

  operations: {
    "debates.add": (scope) => scope.debates.add({ query: "q", rounds: 1 }),
    "debates.addMany": (scope) => scope.debates.addMany([{ query: "q", rounds: 1 }]),
    "debates.conclude": (scope, { debate }) => scope.debates.conclude(debate, { finalOutput: "done" }),
    "debates.conclude of a version": (scope, { debate }) =>
      scope.debates.conclude(debate, { finalOutput: "done" }, { ifVersion: 1 }),
    "debates.transcript": (scope, { debate }) => scope.debates.transcript(debate),
    "debates.tally": (scope, { debate }) => scope.debates.tally(debate),
    "debates.stats": (scope, { debate }) => scope.debates.stats(debate),
    "debates.get": (scope, { debate }) => scope.debates.get(debate),
    "debates.getOrThrow": (scope, { debate }) => scope.debates.getOrThrow(debate),
    "debates.getMany": (scope, { debate }) => scope.debates.getMany([debate, debate]),
    "debates.list": (scope) => scope.debates.list(),
    "debates.search words": (scope) => scope.debates.search({ text: "word", mode: "words" }),
    "debates.search any": (scope) => scope.debates.search({ text: "word" }),
    "debates.remove": (scope, { debate }) => scope.debates.remove(debate),
    "debates.remove of a version": (scope, { debate }) => scope.debates.remove(debate, { ifVersion: 1 }),
    "debates.turns.add": (scope, { debate }) => scope.debates.turns.add({ debateId: debate, ...said }),
    "debates.turns.addMany": (scope, { debate }) =>
      scope.debates.turns.addMany([
        { debateId: debate, ...said },
        { debateId: debate, ...said },
      ]),
    "debates.turns.get": (scope, { turn }) => scope.debates.turns.get(turn),
    "debates.turns.getMany": (scope, { turn }) => scope.debates.turns.getMany([turn]),
    "debates.turns.list": (scope, { debate }) => scope.debates.turns.list({ debateId: debate }),
    "debates.turns.remove": (scope, { turn }) => scope.debates.turns.remove(turn),
    "debates.critiques.add": (scope, { debate }) =>
      scope.debates.critiques.add({ debateId: debate, ...held }),
    "debates.critiques.addMany": (scope, { debate }) =>
      scope.debates.critiques.addMany([{ debateId: debate, ...held }]),
    "debates.critiques.list": (scope, { debate }) => scope.debates.critiques.list({ debateId: debate }),
    "debates.votes.add": (scope, { debate }) => scope.debates.votes.add({ debateId: debate, ...voted }),
    "debates.votes.addMany": (scope, { debate }) =>
      scope.debates.votes.addMany([{ debateId: debate, ...voted }]),
    "debates.votes.list": (scope, { debate }) => scope.debates.votes.list({ debateId: debate }),
  },

  parts: ({ debates }) => ({
    "debates.turns": debates.turns,
    "debates.critiques": debates.critiques,
    "debates.votes": debates.votes,
  }),
};
