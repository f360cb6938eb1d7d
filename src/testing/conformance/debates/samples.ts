import type { Scope } from "../../../scope";

/** Strings that databases refuse, cut or change unless somebody takes care. */
export const HOSTILE = "a\u0000b \ud800 \udfff \uffff0000 \\u0000 🐋 Straße";

export const at = (ms: number): Date => new Date(Date.UTC(2024, 0, 31, 23, 59, 59, 7) + ms);
export const ask = (scope: Scope, query = "Is a whale a fish?") => scope.debates.create({ query, rounds: 2 });
export const turn = (role: string, more: object = {}) => ({
  role,
  model: "m-1",
  output: "…",
  round: 1,
  ...more,
});
export const critique = (from: string, more: object = {}) => ({
  from,
  target: "b",
  content: "no",
  round: 1,
  ...more,
});
export const vote = (chosen: string, more: object = {}) => ({ voter: "judge", chosen, round: 1, ...more });
export const queries = (debates: readonly { query: string }[]): string[] => debates.map(({ query }) => query);
