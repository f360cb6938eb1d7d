import fc from "fast-check";
import type { Scope } from "../../../src";
import { agents } from "./agents";
import { analytics } from "./analytics";
import { type Operation, type StoreOperations, tuple } from "./arbitraries";
import { archive } from "./archive";
import { conversations } from "./conversations";
import { debates } from "./debates";
import { documents } from "./documents";
import { graph } from "./graph";
import { ingest } from "./ingest";
import { marketplace } from "./marketplace";
import { memory } from "./memory";
import { profiles } from "./profiles";
import { retention } from "./retention";
import { retrieval } from "./retrieval";

/** The parts of all stores. A store that is missing here is not compared. */
export const storeOperations = {
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
  retention,
  retrieval,
  documents,
} satisfies Record<string, StoreOperations>;

export type StoreName = keyof typeof storeOperations;
export const STORE_NAMES = Object.keys(storeOperations) as StoreName[];

const single = (store: StoreName): fc.Arbitrary<Operation> => fc.oneof(...storeOperations[store].operations);

/** Calls of several stores in one transaction, which may be rolled back at the end. */
export const transaction: fc.Arbitrary<Operation> = tuple(
  fc.array(fc.oneof(...STORE_NAMES.map(single)), { maxLength: 4 }),
  fc.boolean(),
).map(([calls, undo]) => ({
  call: `transaction([${calls.map(({ call }) => call).join(", ")}], undo: ${undo})`,
  run: (scope) =>
    scope.transaction(async (tx) => {
      const answers: unknown[] = [];
      for (const { run } of calls) answers.push(await run(tx));
      if (undo) throw new Error("undo");
      return answers;
    }),
}));

export const sequences = (store: StoreName): fc.Arbitrary<Operation[]> =>
  fc.array(fc.oneof({ weight: 9, arbitrary: single(store) }, { weight: 1, arbitrary: transaction }), {
    minLength: 1,
    maxLength: 40,
  });

/** The complete content of a scope, by store. */
export async function stateOf(scope: Scope): Promise<unknown> {
  const state: Record<string, unknown> = {};
  for (const store of STORE_NAMES) state[store] = await storeOperations[store].stateOf(scope);
  return state;
}
