import { everything } from "../../properties/operations/arbitraries";
import { at, type FilledScope, FOUND, id, into, TEXT, WORD } from "../data";
import { call, list, many, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Each debate has three turns. */
const debatesOf = ({ size }: FilledScope): number => Math.floor(size / 3);
const debate = (filled: FilledScope): string => id(Math.floor(debatesOf(filled) / 2) + 1);
const turn = (filled: FilledScope) => ({
  debateId: debate(filled),
  role: "r",
  model: "m",
  output: "o",
  round: 1,
});
const critique = (filled: FilledScope) => ({
  debateId: debate(filled),
  from: "a",
  to: "b",
  content: "c",
  round: 1,
});
const vote = (filled: FilledScope) => ({ debateId: debate(filled), voter: "a", chosen: "b", round: 1 });
/** The first turn of that debate. */
const said = (filled: FilledScope): string => id((Math.floor(debatesOf(filled) / 2) + 1) * 3 + 1);

export const debates: StorePlans = {
  tables: ["debate", "debate_search", "debate_turn", "debate_critique", "debate_vote"],

  fill({ series, id, time, keys }, filled) {
    const insert = into(filled);
    const debates = series(debatesOf(filled));
    const turns = `${debates} cross join (select 1 as k union all select 2 union all select 3) as t`;
    const event = (place: string): string => [id(`i * 3 + ${place}`), id("i"), place, time("i")].join(", ");
    return [
      insert(
        "debate",
        "id, query, rounds, created_at, final_output, concluded_at, version",
        `${id("i")}, '${TEXT}', 3, ${time("i")}, case when i % 50 > 0 then '${TEXT}' end, case when i % 50 > 0 then ${time("i")} end, 1`,
        debates,
      ),
      insert(
        "debate_search",
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, 'query', '${TEXT}', 'h', ${keys}`,
        debates,
      ),
      insert(
        "debate_search",
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, 'final', '${TEXT}', 'h', ${keys}`,
        `${debates} where i % 50 > 0`,
      ),
      insert(
        "debate_turn",
        "id, debate_id, round, created_at, role, model, output",
        `${event("k")}, 'role-' || k, 'm', '${TEXT}'`,
        turns,
      ),
      insert(
        "debate_critique",
        "id, debate_id, round, created_at, from_role, to_role, content",
        `${event("1")}, 'a', 'b', '${TEXT}'`,
        debates,
      ),
      insert(
        "debate_vote",
        "id, debate_id, round, created_at, voter, chosen",
        `${event("1")}, 'a', 'role-' || i % 3`,
        debates,
      ),
    ];
  },

  async addFound({ debates }) {
    for (const [i, query] of FOUND.entries()) await debates.add({ query, rounds: 1, createdAt: at(100 + i) });
  },

  operations: {
    "debates.add": call(({ debates }) => debates.add({ query: "q", rounds: 1, finalOutput: "f" })),
    "debates.addMany": call(({ debates }, filled) =>
      debates.addMany(many(filled, (n) => ({ query: `q ${n}`, rounds: 1, finalOutput: "f" }))),
    ),
    "debates.turns.add": call(({ debates }, filled) => debates.turns.add(turn(filled))),
    "debates.turns.addMany": call(({ debates }, filled) =>
      debates.turns.addMany([turn(filled), turn(filled)]),
    ),
    "debates.turns.get": call(({ debates }, filled) => debates.turns.get(said(filled))),
    "debates.turns.getMany": call(({ debates }, filled) => debates.turns.getMany(many(filled, id))),
    "debates.turns.list": list(({ debates }, page, filled) =>
      debates.turns.list({ ...page, debateId: debate(filled) }),
    ),
    "debates.turns.list role": list(({ debates }, page, filled) =>
      debates.turns.list({ ...page, debateId: debate(filled), round: 1, role: "role-1", order: "oldest" }),
    ),
    "debates.turns.remove": call(({ debates }, filled) => debates.turns.remove(said(filled))),
    "debates.critiques.add": call(({ debates }, filled) => debates.critiques.add(critique(filled))),
    "debates.critiques.addMany": call(({ debates }, filled) => debates.critiques.addMany([critique(filled)])),
    "debates.critiques.list": list(({ debates }, page, filled) =>
      debates.critiques.list({ ...page, debateId: debate(filled) }),
    ),
    "debates.votes.add": call(({ debates }, filled) => debates.votes.add(vote(filled))),
    "debates.votes.addMany": call(({ debates }, filled) => debates.votes.addMany([vote(filled)])),
    "debates.votes.list": list(({ debates }, page, filled) =>
      debates.votes.list({ ...page, debateId: debate(filled) }),
    ),
    "debates.conclude": call(({ debates }) => debates.conclude(id(50), { finalOutput: "done" })),
    "debates.conclude version": call(({ debates }) =>
      debates.conclude(id(50), { finalOutput: "done" }, { ifVersion: 1 }),
    ),
    "debates.transcript": sorted(({ debates }, page, filled) => debates.transcript(debate(filled), page)),
    "debates.transcript round": sorted(({ debates }, page, filled) =>
      debates.transcript(debate(filled), { ...page, round: 1 }),
    ),
    "debates.transcript behind": call(({ debates }, filled) =>
      everything(debates.transcript(debate(filled), { limit: 2 })),
    ),
    "debates.tally": call(({ debates }, filled) => debates.tally(debate(filled))),
    "debates.tally round": call(({ debates }, filled) => debates.tally(debate(filled), { round: 1 })),
    "debates.stats": call(({ debates }, filled) => debates.stats(debate(filled))),
    "debates.get": call(({ debates }, filled) => debates.get(debate(filled))),
    "debates.getMany": call(({ debates }, filled) =>
      debates.getMany(many(filled, (n) => id(n % debatesOf(filled)))),
    ),
    "debates.list": list(({ debates }, page) => debates.list(page)),
    "debates.list oldest": list(({ debates }, page) => debates.list({ ...page, order: "oldest" })),
    "debates.list concluded": list(({ debates }, page) => debates.list({ ...page, concluded: true })),
    "debates.list open": list(({ debates }, page) => debates.list({ ...page, concluded: false })),
    "debates.list created": list(({ debates }, page, filled) =>
      debates.list({
        ...page,
        createdFrom: at(debatesOf(filled) / 2),
        createdTo: at(debatesOf(filled) / 2 + 50),
      }),
    ),
    "debates.search any": sorted(({ debates }, page) => debates.search({ ...page, text: WORD })),
    "debates.search words": sorted(({ debates }, page) =>
      debates.search({ ...page, text: WORD, mode: "words" }),
    ),
    "debates.search substring": sorted(({ debates }, page) =>
      debates.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "debates.remove": call(({ debates }, filled) => debates.remove(debate(filled))),
    "debates.remove version": call(({ debates }, filled) => debates.remove(debate(filled), { ifVersion: 1 })),
  },

  expected: {
    "debates.add": { by: [], conflict: "debate_search_pk" },
    "debates.addMany": { by: [], conflict: "debate_search_pk" },
    "debates.turns.add": { by: [] },
    "debates.turns.addMany": { by: [] },
    "debates.turns.get": { by: ["debate_turn_pk"] },
    "debates.turns.getMany": { by: ["debate_turn_pk"] },
    "debates.turns.list": { by: ["debate_turn_in_order"] },
    "debates.turns.list role": { by: ["debate_turn_in_order"] },
    "debates.turns.remove": { by: ["debate_turn_pk"] },
    "debates.critiques.add": { by: [] },
    "debates.critiques.addMany": { by: [] },
    "debates.critiques.list": { by: ["debate_critique_in_order"] },
    "debates.votes.add": { by: [] },
    "debates.votes.addMany": { by: [] },
    "debates.votes.list": { by: ["debate_vote_in_order"] },
    "debates.conclude version": { by: ["debate_pk"], conflict: "debate_search_pk" },
    "debates.conclude": { by: ["debate_pk"], conflict: "debate_search_pk" },
    "debates.transcript": {
      by: ["debate_critique_in_order", "debate_pk", "debate_turn_in_order", "debate_vote_in_order"],
    },
    "debates.transcript round": {
      by: ["debate_critique_in_order", "debate_pk", "debate_turn_in_order", "debate_vote_in_order"],
    },
    "debates.transcript behind": {
      by: ["debate_critique_in_order", "debate_pk", "debate_turn_in_order", "debate_vote_in_order"],
    },
    "debates.tally": { by: ["debate_pk", "debate_vote_in_order"] },
    "debates.tally round": { by: ["debate_pk", "debate_vote_in_order"] },
    "debates.stats": {
      by: ["debate_critique_in_order", "debate_pk", "debate_turn_in_order", "debate_vote_in_order"],
    },
    "debates.get": { by: ["debate_pk"] },
    "debates.getMany": { by: ["debate_pk"] },
    "debates.list": { by: ["debate_by_created"] },
    "debates.list oldest": { by: ["debate_by_created"] },
    "debates.list concluded": { by: ["debate_by_created"] },
    "debates.list open": { by: ["debate_open"] },
    "debates.list created": { by: ["debate_by_created"] },
    "debates.search any": { by: ["debate_pk", "debate_search_keys"] },
    "debates.search words": { by: ["debate_pk", "debate_search_keys"] },
    "debates.search substring": { by: ["debate_pk", "debate_search_keys"] },
    "debates.remove": { by: ["debate_pk"] },
    "debates.remove version": { by: ["debate_pk"] },
    "debates.get together": { by: ["debate_pk"] },
    "debates.add together": { by: [], conflict: "debate_search_pk" },
  },

  together: {
    "debates.get together": { call: ({ debates }, n, filled) => debates.get(id(n % debatesOf(filled))) },
    "debates.add together": {
      call: ({ debates }, n) => debates.add({ query: `q ${n}`, rounds: 1, finalOutput: "f" }),
      remove: ({ debates }, added) => debates.remove(added),
    },
  },
};
