import type { Scope } from "../../../src";
import { agents } from "./agents";
import { analytics } from "./analytics";
import { archive } from "./archive";
import type { StoreBudget } from "./budget";
import { conversations } from "./conversations";
import { debates } from "./debates";
import { documents } from "./documents";
import { graph } from "./graph";
import { ingest } from "./ingest";
import { marketplace } from "./marketplace";
import { memory } from "./memory";
import { privacy } from "./privacy";
import { profiles } from "./profiles";
import { retrieval } from "./retrieval";

/** Prepares a scope and returns the call to be counted. */
export type PreparedOperation = (scope: Scope) => Promise<() => PromiseLike<unknown>>;

/** Hides the type of the prepared value, so that all budgets have one type. */
type Budget = Omit<StoreBudget<unknown>, "prepare" | "operations"> & {
  operations: Record<string, PreparedOperation>;
};

function budget<P>({ prepare, operations, ...rest }: StoreBudget<P>): Budget {
  const prepared = Object.entries(operations).map(([name, call]): [string, PreparedOperation] => [
    name,
    async (scope) => {
      const found = await prepare(scope);
      return () => call(scope, found);
    },
  ]);
  return { ...rest, operations: Object.fromEntries(prepared) };
}

/** By the name of the store, or of the cross-store object, in a scope. */
export const budgets: Record<string, Budget> = {
  memory: budget(memory),
  debates: budget(debates),
  graph: budget(graph),
  profiles: budget(profiles),
  ingest: budget(ingest),
  analytics: budget(analytics),
  marketplace: budget(marketplace),
  archive: budget(archive),
  conversations: budget(conversations),
  agents: budget(agents),
  documents: budget(documents),
  privacy: budget(privacy),
  retrieval: budget(retrieval),
};

export const operations: [string, PreparedOperation][] = Object.values(budgets).flatMap((each) =>
  Object.entries(each.operations),
);
