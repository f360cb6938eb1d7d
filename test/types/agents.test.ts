import type {
  Agent,
  AgentEvent,
  AgentLeaseKey,
  AgentState,
  Json,
  Scope,
  UnifiedStoreManager,
} from "../../src";
import { createTestStores } from "../../src/testing";

interface Prompt {
  model: string;
  tools?: string[];
}

interface Step {
  step: number;
}

/** Code that must compile: an interface is accepted and returned. */
async function use({ agents }: Scope): Promise<unknown[]> {
  const prompt: Prompt = { model: "m" };
  const put: Agent<Prompt> = await agents.put({ name: "a", definition: prompt });
  const many: Agent<Prompt>[] = await agents.putMany([{ name: "b", definition: prompt }]);
  const read: Agent<Prompt> | null = await agents.get<Prompt>("a");
  const model: string = (await agents.getOrThrow<Prompt>("a")).definition.model;
  const untyped: Json = (await agents.getOrThrow("a")).definition;
  const plain: Agent = await agents.put({ name: "c" });
  await agents.update<Prompt>("a", { definition: { model: "n", tools: ["t"] } });
  for await (const { definition } of agents.list<Prompt>()) definition.model?.trim();

  const step: Step = { step: 1 };
  const state: AgentState<Step> = await agents.state.put({ key: "k", value: step });
  await agents.state.put({ key: "k", value: step, createdAt: undefined }, { fence: undefined });
  const next: AgentState<Step> = await agents.state.modify<Step>("k", (was) => ({
    step: (was?.step ?? 0) + 1,
  }));
  const visits: number = (await agents.state.modify<number>("n", (was) => (was ?? 0) + 1)).value;
  const json: AgentState = await agents.state.modify("j", (was, version) => ({ was, version }));
  const [first] = await agents.state.getMany<Step>(["k"]);
  const counted: number | undefined = first?.value.step;

  const event: AgentEvent<Step> = await agents.events.append("t", { type: "step", payload: step });
  const polled: AgentEvent<Step>[] = await agents.events.poll<Step>({ topic: "t", consumer: "c" });
  const found: AgentEvent<Step> | null = await agents.events.get<Step>({ topic: "t", offset: event.offset });
  for await (const { payload } of agents.events.list<Step>({ topic: "t" })) payload.step.toFixed();

  const lease = (await agents.leases.acquire({ name: "l", holder: "h", leaseMs: 60_000 }))!;
  const key: AgentLeaseKey = lease;
  await agents.state.put({ key: "k", value: step }, { fence: lease });
  await agents.leases.renew(lease, { leaseMs: 60_000 });
  await agents.leases.release(key);
  return [put, many, read, model, untyped, plain, state, next, visits, json, counted, polled, found];
}

/** Code that must not compile. It is not run. */
async function misuse({ agents }: Scope): Promise<void> {
  // @ts-expect-error a state needs a value
  await agents.state.put({ key: "k" });
  // @ts-expect-error a Date is not JSON
  await agents.state.put({ key: "k", value: new Date() });
  // @ts-expect-error the function must return the type of the type parameter
  await agents.state.modify<number>("k", () => "text");
  // @ts-expect-error a definition of another type
  await agents.update<Prompt>("a", { definition: { step: 1 } });
  // @ts-expect-error the status is an input, not an option
  await agents.heartbeat("a", {}, { status: "busy" });
  // @ts-expect-error one event is appended: appendMany appends several
  await agents.events.append("t", [{ type: "x" }]);
  // @ts-expect-error a lease needs a length
  await agents.leases.acquire({ name: "l", holder: "h" });
  // @ts-expect-error single events cannot be removed
  await agents.events.remove({ topic: "t", offset: 1 });
}
void misuse;

test("the types of agents are checked by the compiler; allowed code runs", async () => {
  const stores: UnifiedStoreManager = await createTestStores();
  const given = await use(stores.scope({ tenant: "t" }));
  expect(given.slice(3, 5)).toEqual(["m", { model: "m" }]);
  expect(given.slice(8, 12)).toEqual([
    1,
    { ...(given[9] as object), value: { was: null, version: 0 } },
    2,
    [expect.objectContaining({ topic: "t", offset: 1, payload: { step: 1 } })],
  ]);
  await stores.close();
});
