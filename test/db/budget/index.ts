import type { Scope } from "../../../src";
import { agents } from "./agents";
import { analytics } from "./analytics";
import { archive } from "./archive";
import type { StoreBudget } from "./budget";
import { conversations } from "./conversations";
import { debates } from "./debates";
import { graph } from "./graph";
import { ingest } from "./ingest";
import { marketplace } from "./marketplace";
import { memory } from "./memory";
import { privacy } from "./privacy";
import { profiles } from "./profiles";

/** Prepares a scope and gives the call to be counted. */
export type PreparedOperation = (scope: Scope) => Promise<() => PromiseLike<unknown>>;

/** A budget that keeps what it prepares to itself, so that all are of one type. */
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

/** By what the store, or what works across all of them, is called in a scope. */
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
  privacy: budget(privacy),
};

export const operations: [string, PreparedOperation][] = Object.values(budgets).flatMap((each) =>
  Object.entries(each.operations),
);
