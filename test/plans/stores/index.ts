import type { Stores } from "../../../src";
import { BIG, type FilledScope, SCOPES, type Spelling } from "../data";
import type { PlannedOperation } from "../operation";
import type { Expected, StorePlans } from "../store-plans";
import type { Together } from "../together";
import { agents } from "./agents";
import { analytics } from "./analytics";
import { archive } from "./archive";
import { conversations } from "./conversations";
import { debates } from "./debates";
import { documents } from "./documents";
import { graph } from "./graph";
import { ingest } from "./ingest";
import { marketplace } from "./marketplace";
import { memory } from "./memory";
import { profiles } from "./profiles";
import { retrieval } from "./retrieval";

/** The parts of all stores, in the order in which they are filled. */
const storePlans: Record<string, StorePlans> = {
  memory,
  debates,
  graph,
  profiles,
  ingest,
  analytics,
  marketplace,
  archive,
  conversations,
  agents,
  retrieval,
  documents,
};
const plans = Object.values(storePlans);

/** All tables of the fill statements, and so of nearly all operations. */
export const FILLED = plans.flatMap(({ tables }) => tables);

/** Fills all scopes, with `big` rows in the big one. */
export const fillStatements = (spelling: Spelling, big: FilledScope): string[] =>
  SCOPES.flatMap((scope) => fillOf(spelling, scope === BIG ? big : scope));

/** Fills one scope. */
export const fillOf = (spelling: Spelling, scope: FilledScope): string[] =>
  plans.flatMap((store) => store.fill(spelling, scope));

/** Adds the rows that the database cannot generate. */
export async function addFound(stores: Stores): Promise<void> {
  for (const store of plans) await store.addFound?.(stores);
}

export const operations: Record<string, PlannedOperation> = merged((store) => store.operations);
export const expected: Record<string, Expected> = merged((store) => store.expected);
export const together: Record<string, Together> = merged((store) => store.together ?? {});

function merged<T>(part: (store: StorePlans) => Record<string, T>): Record<string, T> {
  return Object.fromEntries(plans.flatMap((store) => Object.entries(part(store))));
}
