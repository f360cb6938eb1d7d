import { unit } from "../../../dist/benchmarks/fill/rows.js";
import { newItems, TYPES } from "./items.js";
import { newItem, type OperationName, type Peer } from "./peer.js";
import { QUERIES } from "./queries.js";
import type { Baseline, Case } from "./rounds.js";
import type { Testbed } from "./testbed.js";

const PAGE = 20;
const ROWS = 1000;
/** The subject against LangGraph's text search. */
const SEARCH_TARGET = 5;
/**
 * A LangGraph search takes a tenth of a second of the server's time: 64 concurrent searches would
 * only queue, for minutes.
 */
const MOST_SEARCHERS = 8;

/** Reads first, because adds make the tables grow. */
export function casesOf(testbed: Testbed, turnMs: number): Case[] {
  const { engine, subject, peers, langGraph, callers } = testbed;
  const { nextKey, nextType, nextInput, nextQuery } = inputs(testbed);
  const calls = { unit: { name: "calls", perCall: 1 }, turn: { ms: turnMs } };
  const against = (operation: OperationName, call: (peer: Peer) => unknown): Baseline[] =>
    peers.map((peer) => ({
      name: `${peer.name} ${peer.calls[operation]}`,
      target: peer.targets[operation],
      call: () => call(peer),
    }));

  const reads = callers.map(
    (count): Case => ({
      ...calls,
      name: `${engine} get`,
      callers: count,
      subject: { name: "memory.get", call: () => subject.memory.get(nextKey().id) },
      baselines: against("get", (peer) => peer.get(nextKey())),
    }),
  );
  const lists = callers.map(
    (count): Case => ({
      ...calls,
      name: `${engine} list (${PAGE} rows)`,
      callers: count,
      subject: { name: "memory.list", call: () => subject.memory.list({ type: nextType(), limit: PAGE }) },
      baselines: against("list", (peer) => peer.list(nextType(), PAGE)),
    }),
  );
  const searchers = langGraph ? callers.filter((count) => count <= MOST_SEARCHERS) : [];
  const searches = searchers.map(
    (count): Case => ({
      ...calls,
      name: `${engine} search (${PAGE} rows)`,
      callers: count,
      subject: {
        name: "memory.search",
        call: () => subject.memory.search({ text: nextQuery(), mode: "words", limit: PAGE }),
      },
      baselines: [
        {
          name: "LangGraph text search",
          target: SEARCH_TARGET,
          call: () => langGraph!.search(nextQuery(), PAGE),
        },
      ],
    }),
  );
  const adds = callers.map(
    (count): Case => ({
      ...calls,
      name: `${engine} add`,
      callers: count,
      subject: { name: "memory.add", call: () => subject.memory.add(nextInput()) },
      baselines: against("add", (peer) => peer.add(newItem(nextInput()))),
    }),
  );
  const many = newItems(ROWS, 6);
  const bulk: Case = {
    name: `${engine} addMany (${ROWS.toLocaleString("en-GB")})`,
    callers: 1,
    unit: { name: "rows", perCall: ROWS },
    // Rounds by number of calls: with rounds by time, the faster contender would write into a table
    // that grows faster.
    turn: { calls: 2 },
    subject: { name: "memory.addMany", call: () => subject.memory.addMany(many) },
    baselines: against("addMany", (peer) => peer.addMany(many.map(newItem))),
  };
  return [...reads, ...lists, ...searches, ...adds, bulk];
}

/** Endless inputs, made before the measurement starts. */
function inputs({ keys }: Testbed) {
  const added = newItems(5000, 2);
  const order = Array.from({ length: 1 << 14 }, (_, i) => keys[Math.floor(unit(i) * keys.length)]!);
  let at = 0;
  return {
    nextKey: () => order[at++ & (order.length - 1)]!,
    nextType: () => TYPES[at++ % TYPES.length]!,
    nextInput: () => added[at++ % added.length]!,
    nextQuery: () => QUERIES[at++ % QUERIES.length]!,
  };
}
