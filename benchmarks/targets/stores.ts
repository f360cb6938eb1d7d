import type { Testbed } from "../types";
import { workloads } from "../workloads";
import { mustBehaveAlike } from "../workloads/same-behaviour";
import { compareCalls } from "./calls";
import { contentionTarget } from "./contention";
import { queueTarget } from "./queue";
import { searchTarget } from "./search";
import { summaryTarget } from "./summary";
import type { Effort, Outcome } from "./target";

const MESSAGES = 10_000;
const CALLERS = 8;

/**
 * Work of more than one call on one row: queues, contention, conversations with several writers, a
 * million rows.
 */
export async function* ofStores(testbed: Testbed, effort: Effort): AsyncGenerator<Outcome> {
  yield await queueTarget(testbed, effort);
  yield await contentionTarget(testbed, effort);
  yield* conversations(testbed, effort);
  yield await searchTarget(testbed, effort);
  yield await summaryTarget(testbed, effort);
}

async function* conversations(testbed: Testbed, effort: Effort): AsyncGenerator<Outcome> {
  const store = await workloads.conversations!(testbed);
  await store.grow(MESSAGES);
  await mustBehaveAlike(testbed, store);
  for (const name of ["conversations.messages.append", "conversations.messages.list"]) {
    await store.grow(MESSAGES);
    const operation = store.operations().find((each) => each.name === name)!;
    yield await compareCalls(testbed.title, operation, { callers: CALLERS, throughput: 0.8 }, effort);
  }
}
