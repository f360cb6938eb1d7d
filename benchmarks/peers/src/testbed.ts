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
  /** Also one of the peers; named here because it is the only one with a search. */
  langGraph?: LangGraph;
  /** Items of the rows that were loaded before. */
  keys: readonly Key[];
  /** Numbers of concurrent callers to measure, one case for each. */
  callers: readonly number[];
}

export const PRELOADED_ROWS = 10_000;
const BATCH = 1000;

/** Fills the subject's table and returns its rows, oldest first. */
export async function load(scope: Scope, inputs: readonly Parameters<Scope["memory"]["add"]>[0][]) {
  const added = [];
  for (let at = 0; at < inputs.length; at += BATCH)
    added.push(...(await scope.memory.addMany(inputs.slice(at, at + BATCH))));
  return added;
}
