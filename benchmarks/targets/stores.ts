import type { Subject } from "../types";
import { contentionTarget } from "./contention";
import { queueTarget } from "./queue";
import { summaryTarget } from "./summary";
import type { Effort, Outcome } from "./target";

/** What is more than one call on one row: queues, contention, a million rows. */
export async function* ofStores(subject: Subject, effort: Effort): AsyncGenerator<Outcome> {
  yield await queueTarget(subject, effort);
  yield await contentionTarget(subject, effort);
  yield await summaryTarget(subject, effort);
}
