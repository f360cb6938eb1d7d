import { z } from "zod";
import { type Json, type Scope, UnifiedStoreManager } from "../../src";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles if both types are the same. */
const same = <A, B>(_same: Same<A, B>): void => {};

const fact = z.object({ text: z.string(), tags: z.array(z.string()).default([]) });
class Talk {
  url!: string;
}
interface Fact {
  text: string;
  tags: string[];
}

/**
 * Code that must compile, and code that must not: `npm run typecheck` checks it. None of it is run.
 */
async function typed(): Promise<void> {
  const stores = await UnifiedStoreManager.open({
    url: "sqlite::memory:",
    schemas: {
      memory: { fact, note: { schema: z.string(), version: 2, upgrade: { 1: String } } },
      jobs: { talk: Talk },
      state: { visits: z.number(), "*": fact },
      events: { said: fact },
      profiles: { "*": fact },
      nodes: { person: fact },
    },
  });
  const acme = stores.scope({ tenant: "acme" });
  const { memory, ingest, agents, profiles, graph } = acme;

  const added = await memory.add({ type: "fact", content: { text: "a" } });
  same<typeof added.content, Fact>(true);
  const { items } = await memory.list({ type: "fact" });
  same<(typeof items)[0]["content"], Fact>(true);
  for await (const { content } of memory.search({ text: "a", type: "note" }))
    same<typeof content, string>(true);
  const other = await memory.add({ type: "other", content: { free: 1 } });
  same<typeof other.content, { free: number }>(true);
  const known = await memory.getOrThrow(other.id);
  same<typeof known.content, Json>(true);
  // @ts-expect-error the schema does not have this member
  await memory.add({ type: "fact", content: { txt: "a" } });
  // @ts-expect-error a note must be a text
  await memory.add({ type: "note", content: { text: "a" } });
  await memory.addMany([
    { type: "free", content: "a text" },
    { type: "other", content: { an: "object" } },
  ]);
  const wrong = { type: "fact", content: { text: 5 } } as const;
  // @ts-expect-error it does not match the schema
  await memory.addMany([wrong]);

  const { job } = await ingest.jobs.enqueue({ source: "talk", externalId: "t", payload: { url: "u" } });
  same<typeof job.payload, Talk>(true);
  // @ts-expect-error a talk needs a url
  await ingest.jobs.enqueue({ source: "talk", externalId: "t", payload: { ur: "u" } });
  const [claimed] = await ingest.jobs.claim<Talk>({ workerId: "w", leaseMs: 1000 });
  same<NonNullable<typeof claimed>["payload"], Talk>(true);

  const visits = await agents.state.getOrThrow("visits");
  same<typeof visits.value, number>(true);
  const wild = await agents.state.getOrThrow("anything");
  same<typeof wild.value, Fact>(true);
  await agents.state.modify("visits", (value) => (value ?? 0) + 1);
  // @ts-expect-error visits must be a number
  await agents.state.put({ key: "visits", value: "many" });
  await agents.events.append("t", { type: "said", payload: { text: "a" } });
  // @ts-expect-error the payload must be a text
  await agents.events.append("t", { type: "said", payload: { text: 1 } });

  const profile = await profiles.getOrThrow("ada");
  same<typeof profile.data, Fact>(true);
  const person = await graph.nodes.upsert({ type: "person", name: "Ada", attrs: { text: "a" } });
  same<typeof person.attrs, Fact>(true);
  // @ts-expect-error a person needs a text
  await graph.nodes.upsert({ type: "person", name: "Ada", attrs: { born: 1815 } });

  await acme.transaction(async (tx) => {
    const { items } = await tx.memory.list({ type: "fact" });
    same<(typeof items)[0]["content"], Fact>(true);
  });
  // A manager and a scope with schemas are assignable to those without.
  const anyManager: UnifiedStoreManager = stores;
  const anyScope: Scope = acme;
  await anyManager.scope({ tenant: "acme" }).memory.add({ type: "fact", content: { whatever: true } });
  await anyScope.agents.state.modify<number>("n", (value) => (value ?? 0) + 1);
}
void typed;

test("the compiler has checked the types of schemas", () => {
  expect(typeof typed).toBe("function");
});
