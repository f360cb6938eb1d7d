import type { Debate, DebateInput, Json, Scope } from "../../src";
import { createTestStores } from "../../src/testing";

/** An interface has no index signature, unlike the JSON type. */
interface Panel {
  roles: string[];
  temperature?: number;
}

const panel: Panel = { roles: ["optimist", "sceptic"] };

/** An interface is accepted and returned. */
async function use({ debates }: Scope): Promise<string[]> {
  const made: Debate<Panel> = await debates.add({ query: "q", rounds: 1, panel });
  const many: Debate<Panel>[] = await debates.addMany([{ query: "q", rounds: 1, panel }]);
  const input: DebateInput<Panel> = { query: "q", rounds: 1, panel: undefined };
  const without: Debate<Panel> = await debates.add(input);
  const read: Debate<Panel> | null = await debates.get<Panel>(made.id);
  const [first] = await debates.getMany<Panel>([made.id]);
  for await (const each of debates.list<Panel>()) each.panel?.roles.at(0);
  const { items } = await debates.search<Panel>({ text: "q" });
  const concluded = await debates.conclude<Panel>(made.id, { finalOutput: "so" });
  const bare: Debate = await debates.getOrThrow(made.id);
  const json: Json = bare.panel;
  for await (const event of debates.transcript(made.id)) if (event.kind === "turn") event.model.at(0);
  void [many, without, first, items, json];
  return [...(read?.panel?.roles ?? []), ...(concluded.panel?.roles ?? [])];
}

/** Code that must not compile. It is not run. */
async function misuse({ debates }: Scope): Promise<void> {
  // @ts-expect-error the debate is missing
  await debates.turns.add({ role: "r", model: "m", output: "o", round: 1 });
  // @ts-expect-error events need a debate
  await debates.turns.list();
  // @ts-expect-error critiques go from one role to another
  await debates.critiques.add({ debateId: "id", from: "a", target: "b", content: "c", round: 1 });
  // @ts-expect-error the store sets the version
  await debates.add({ query: "q", rounds: 1, version: 1 });
  // @ts-expect-error an outcome is a member of the input
  await debates.conclude("id", "so");
  // @ts-expect-error a Date is not JSON
  await debates.add({ query: "q", rounds: 1, panel: new Date() });
  // @ts-expect-error a panel may be null
  const roles: string[] = (await debates.getOrThrow<Panel>("id")).panel.roles;
  // @ts-expect-error the round belongs to the query
  await debates.tally("id", {}, { round: 1 });
  void roles;
}
void misuse;

test("the panel has the type of the type parameter", async () => {
  const stores = await createTestStores();
  await expect(use(stores.scope({ tenant: "t" }))).resolves.toEqual([...panel.roles, ...panel.roles]);
  await stores.close();
});
