import type {
  ConversationMessage,
  ConversationMessageInput,
  ConversationParticipant,
  Json,
  Scope,
} from "../../src";
import { createTestStores } from "../../src/testing";

interface Text {
  text: string;
  links?: string[];
}
interface Preferences {
  humor: number;
}

/** Code that must compile: an interface is accepted and returned, without a cast. */
async function use({ conversations }: Scope): Promise<string[]> {
  const { participants, sessions, messages } = conversations;
  const preferences: Preferences = { humor: 1 };
  const ada = await participants.upsert({ externalId: "ada", preferences });
  const put: ConversationParticipant<Preferences> = ada;
  const humor: number | undefined = put.preferences?.humor;
  const [bob] = await participants.upsertMany<Preferences>([{ externalId: "bob", name: undefined }]);
  await participants.update<Preferences>(ada.id, { preferences: { humor: 0.5 } }, { ifVersion: 1 });
  const known = await participants.getOrThrow<Preferences>(ada.id);
  const half: number | undefined = known.preferences?.humor;
  const byKey = await participants.getByExternalId<Preferences>({ externalId: "ada" });
  const same: number | undefined = byKey?.preferences?.humor;

  const session = await sessions.add({ metadata: { tags: ["a"] } });
  const tags: string[] | undefined = session.metadata?.tags;
  const plain = await sessions.add();
  const metadata: Json = plain.metadata;

  const content: Text = { text: "hi" };
  const made = await messages.append(session.id, { role: "user", participantId: ada.id, content });
  const said: string = made.content.text;
  const links: string[] | undefined = made.content.links;
  const rest = await messages.appendMany<Text>(session.id, [
    { role: "assistant", content: { text: "hello" } },
    { role: "user", content, countInteraction: false, replyToId: undefined },
  ]);
  const message: ConversationMessage<Text> | undefined = rest[0];
  // Contents of different types are any JSON.
  await messages.appendMany<Json>(session.id, [
    { role: "tool", content: null },
    { role: "tool", content: { text: "x" } },
  ]);
  const input: ConversationMessageInput = { role: "system", content };
  await messages.append(session.id, input);
  const texts: string[] = [];
  const query = { sessionId: session.id, order: "oldest", positionTo: 4 } as const;
  for await (const { content } of messages.list<Text>(query)) texts.push(content.text);
  const found = (await messages.search<Text>({ text: "hello" })).items[0]?.content.text;
  const got = (await messages.get<Text>(made.id))?.content.text;
  const rated = (await messages.rate<Text>(made.id, { rating: 1 })).content.text;
  const any: Json = (await messages.getOrThrow(made.id)).content;
  void [humor, bob, half, same, tags, metadata, said, links, message, found, got, rated, any];
  return texts;
}

/** Code that must not compile. It is not run. */
async function misuse({ conversations }: Scope): Promise<void> {
  const { participants, sessions, messages } = conversations;
  // @ts-expect-error messages are a collection
  await conversations.append("id", { role: "user", content: 1 });
  // @ts-expect-error the session is missing
  await messages.list({});
  // @ts-expect-error content is missing
  await messages.append("id", { role: "user" });
  // @ts-expect-error no such role
  await messages.append("id", { role: "robot", content: 1 });
  // @ts-expect-error a Date is not JSON
  await messages.append("id", { role: "user", content: new Date() });
  // @ts-expect-error the store sets positions
  await messages.append("id", { role: "user", content: 1, position: 3 });
  // @ts-expect-error countInteractions is a member of the message, not an option
  await messages.append("id", { role: "user", content: 1 }, { countInteractions: false });
  // @ts-expect-error content may have another type
  const text: Text = (await messages.getOrThrow("id")).content;
  // @ts-expect-error the key is always an object
  await sessions.getByExternalId("t");
  // @ts-expect-error the end is not an option
  await sessions.end("id", {}, { endedAt: new Date() });
  // @ts-expect-error the time of consent is not an option
  await participants.grantConsent("id", {}, { consentedAt: new Date() });
  // @ts-expect-error bulk upserts take no version
  await participants.upsertMany([{ externalId: "u" }], { ifVersion: 1 });
  void text;
}
void misuse;

test("code that the types of conversations allow runs", async () => {
  const stores = await createTestStores();
  await expect(use(stores.scope({ tenant: "t" }))).resolves.toEqual(["hi", "hello", "hi"]);
  await stores.close();
});
