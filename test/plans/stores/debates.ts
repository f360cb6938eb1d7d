import { at, type FilledScope, FOUND, id, into, TEXT, WORD } from "../data";
import { call, list, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Each has three turns. */
const debatesOf = ({ size }: FilledScope): number => Math.floor(size / 3);
const debate = (filled: FilledScope): string => id(Math.floor(debatesOf(filled) / 2) + 1);
const turn = { role: "r", model: "m", output: "o", round: 1 };

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
        "id, query, rounds, created_at, final_output, concluded_at",
        `${id("i")}, '${TEXT}', 3, ${time("i")}, case when i % 50 > 0 then '${TEXT}' end, case when i % 50 > 0 then ${time("i")} end`,
        debates,
      ),
      insert(
        "debate_search",
        "item_id, part, search_text, search_keys",
        `${id("i")}, 'query', '${TEXT}', ${keys}`,
        debates,
      ),
      insert(
        "debate_search",
        "item_id, part, search_text, search_keys",
        `${id("i")}, 'final', '${TEXT}', ${keys}`,
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
        "id, debate_id, round, created_at, from_role, target_role, content",
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
    for (const [i, query] of FOUND.entries())
      await debates.create({ query, rounds: 1, createdAt: at(100 + i) });
  },

  operations: {
    "debates.create": call(({ debates }) => debates.create({ query: "q", rounds: 1, finalOutput: "f" })),
    "debates.addTurn": call(({ debates }, filled) => debates.addTurn(debate(filled), turn)),
    "debates.addTurns": call(({ debates }, filled) => debates.addTurns(debate(filled), [turn, turn])),
    "debates.addCritique": call(({ debates }, filled) =>
      debates.addCritique(debate(filled), { from: "a", target: "b", content: "c", round: 1 }),
    ),
    "debates.addCritiques": call(({ debates }, filled) =>
      debates.addCritiques(debate(filled), [{ from: "a", target: "b", content: "c", round: 1 }]),
    ),
    "debates.addVote": call(({ debates }, filled) =>
      debates.addVote(debate(filled), { voter: "a", chosen: "b", round: 1 }),
    ),
    "debates.addVotes": call(({ debates }, filled) =>
      debates.addVotes(debate(filled), [{ voter: "a", chosen: "b", round: 1 }]),
    ),
    "debates.conclude": call(({ debates }) => debates.conclude(id(50), "done")),
    "debates.transcript": call(({ debates }, filled) => debates.transcript(debate(filled))),
    "debates.tally": call(({ debates }, filled) => debates.tally(debate(filled))),
    "debates.tally round": call(({ debates }, filled) => debates.tally(debate(filled), { round: 1 })),
    "debates.stats": call(({ debates }, filled) => debates.stats(debate(filled))),
    "debates.get": call(({ debates }, filled) => debates.get(debate(filled))),
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
    "debates.search words": sorted(({ debates }, page) => debates.search({ ...page, text: WORD })),
    "debates.search substring": sorted(({ debates }, page) =>
      debates.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "debates.remove": call(({ debates }, filled) => debates.remove(debate(filled))),
  },

  expected: {
    "debates.create": { by: [], conflict: "debate_search_pk" },
    "debates.addTurn": { by: [] },
    "debates.addTurns": { by: [] },
    "debates.addCritique": { by: [] },
    "debates.addCritiques": { by: [] },
    "debates.addVote": { by: [] },
    "debates.addVotes": { by: [] },
    "debates.conclude": { by: ["debate_pk"], conflict: "debate_search_pk" },
    "debates.transcript": {
      by: ["debate_critique_in_order", "debate_pk", "debate_turn_in_order", "debate_vote_in_order"],
    },
    "debates.tally": { by: ["debate_pk", "debate_vote_in_order"] },
    "debates.tally round": { by: ["debate_pk", "debate_vote_in_order"] },
    "debates.stats": {
      by: ["debate_critique_in_order", "debate_pk", "debate_turn_in_order", "debate_vote_in_order"],
    },
    "debates.get": { by: ["debate_pk"] },
    "debates.list": { by: ["debate_by_created"] },
    "debates.list oldest": { by: ["debate_by_created"] },
    "debates.list concluded": { by: ["debate_by_created"] },
    "debates.list open": { by: ["debate_open"] },
    "debates.list created": { by: ["debate_by_created"] },
    "debates.search words": { by: ["debate_pk", "debate_search_keys"] },
    "debates.search substring": { by: ["debate_pk", "debate_search_keys"] },
    "debates.remove": { by: ["debate_pk"] },
    "debates.get together": { by: ["debate_pk"] },
    "debates.create together": { by: [], conflict: "debate_search_pk" },
  },

  together: {
    "debates.get together": { call: ({ debates }, n, filled) => debates.get(id(n % debatesOf(filled))) },
    "debates.create together": {
      call: ({ debates }, n) => debates.create({ query: `q ${n}`, rounds: 1, finalOutput: "f" }),
      remove: ({ debates }, added) => debates.remove(added),
    },
  },
};
