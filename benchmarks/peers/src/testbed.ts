import type { Facts } from "../../../dist/benchmarks/types.js";
import type { Scope } from "../../../dist/src/index.js";
import type { LangGraph } from "./contenders/langgraph.js";
import type { Key, Peer } from "./peer.js";

/** One engine with the subject and all peers on the same rows. */
export interface Testbed {
  engine: string;
  facts: Facts;
  subject: Scope;
  peers: readonly Peer[];
  /** Among the peers too; named because it alone has a search. */
  langGraph?: LangGraph;
  /** Of the rows loaded before. */
  keys: readonly Key[];
  /** How many callers at once are measured, each in a case of its own. */
  callers: readonly number[];
}

export const PRELOADED_ROWS = 10_000;
const BATCH = 1000;

/** Fills the subject's table and returns what it holds, oldest first. */
export async function load(scope: Scope, inputs: readonly Parameters<Scope["memory"]["add"]>[0][]) {
  const added = [];
  for (let at = 0; at < inputs.length; at += BATCH)
    added.push(...(await scope.memory.addMany(inputs.slice(at, at + BATCH))));
  return added;
}
