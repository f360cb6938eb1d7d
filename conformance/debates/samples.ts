import type { Scope } from "../../src/scope";
import type { DebateStore } from "../../src/stores/debates/store";
import { everything } from "../suite";

/** Strings that a database may refuse, truncate or change without an encoding. */
export const HOSTILE = "a\u0000b \ud800 \udfff \uffff0000 \\u0000 🐋 Straße";

export const at = (ms: number): Date => new Date(Date.UTC(2024, 0, 31, 23, 59, 59, 7) + ms);
export const ask = (scope: Scope, query = "Is a whale a fish?") => scope.debates.add({ query, rounds: 2 });
export const turn = (debateId: string, role: string, more: object = {}) => ({
  debateId,
  role,
  model: "m-1",
  output: "…",
  round: 1,
  ...more,
});
export const critique = (debateId: string, from: string, more: object = {}) => ({
  debateId,
  from,
  to: "b",
  content: "no",
  round: 1,
  ...more,
});
export const vote = (debateId: string, chosen: string, more: object = {}) => ({
  debateId,
  voter: "judge",
  chosen,
  round: 1,
  ...more,
});
export const queries = (debates: readonly { query: string }[]): string[] => debates.map(({ query }) => query);

/** The expected entries of a transcript, in insertion order, without the kinds. */
export const storyOf = async (debates: DebateStore, id: string): Promise<object[]> =>
  (await everything(debates.transcript(id))).map(({ kind, ...event }) => event);
