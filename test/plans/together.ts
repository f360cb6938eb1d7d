import type { Scope } from "../../src";
import { debatesOf, type FilledScope, id, nameOf, nodesOf } from "./data";
import type { Recording, Sent } from "./plan";

/** As many as one statement takes. */
const CALLS = 100;

interface Together {
  /** One of the calls that are made in one go; `n` differs from call to call, and is below the scope's size. */
  call(scope: Scope, n: number, filled: FilledScope): Promise<{ id: string } | null>;
  /** For what a call has added. */
  remove?(scope: Scope, id: string): Promise<unknown>;
}

/** Calls that wait at the same time share a statement on PostgreSQL, which has a text of its own. */
export const together: Record<string, Together> = {
  "memory.get together": { call: ({ memory }, n) => memory.get(id(n)) },
  "memory.add together": {
    call: ({ memory }, n) => memory.add({ type: "t", content: { text: `some text ${n}` } }),
    remove: ({ memory }, added) => memory.remove(added),
  },
  "debates.get together": { call: ({ debates }, n, filled) => debates.get(id(n % debatesOf(filled))) },
  "debates.create together": {
    call: ({ debates }, n) => debates.create({ query: `q ${n}`, rounds: 1, finalOutput: "f" }),
    remove: ({ debates }, added) => debates.remove(added),
  },
  "graph.getNode together": { call: ({ graph }, n, filled) => graph.getNode(id(n % nodesOf(filled))) },
  "graph.getEdge together": { call: ({ graph }, n) => graph.getEdge(id(n)) },
  "profiles.get together": { call: ({ profiles }, n) => profiles.get(nameOf(n)) },
};

/** What is sent for calls that are made in one go. They are in no transaction, so what they added is removed after. */
export async function statementsTogether(
  { sent }: Recording,
  scope: Scope,
  { call, remove }: Together,
  filled: FilledScope,
): Promise<Sent[]> {
  sent.length = 0;
  const step = Math.floor(filled.size / CALLS);
  const results = await Promise.all(Array.from({ length: CALLS }, (_, i) => call(scope, i * step, filled)));
  const statements = [...sent];
  for (const result of results) {
    if (result === null) throw new Error("nothing is there to be found");
    await remove?.(scope, result.id);
  }
  return statements;
}
