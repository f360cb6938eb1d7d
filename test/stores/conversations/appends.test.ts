import type { Scope } from "../../../src";
import { backends, type TestDatabase } from "../../backends";

const shared = backends.filter((backend) => backend.shared);

describe.each(shared)("conversations on $name", (backend) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await backend.create();
  });
  afterAll(() => database.drop());

  test("F9 two managers append to one session at once: every position once, the messages of each manager in order", async () => {
    const managers = await Promise.all([database.open(), database.open()]);
    const scopes = managers.map((stores) => stores.scope({ tenant: "t" }));
    const [one, other] = scopes as [Scope, Scope];
    const { id } = await one.conversations.sessions.add();
    const ada = await one.conversations.participants.upsert({ externalId: "ada" });
    const message = (content: string) => ({ role: "user" as const, content, participantId: ada.id });
    const appended = await Promise.all(
      Array.from({ length: 10 }, async (_, who) => {
        const { conversations } = who % 2 ? one : other;
        const own = [];
        for (let i = 0; i < 4; i++) {
          own.push(await conversations.messages.append(id, message(`${who} ${i}`)));
          own.push(
            ...(await conversations.messages.appendMany(id, [
              message(`${who} ${i} a`),
              message(`${who} ${i} b`),
            ])),
          );
        }
        return own;
      }),
    );
    for (const own of appended) {
      const positions = own.map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    }
    const all = appended.flat().sort((a, b) => a.position - b.position);
    expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
    expect(
      (await other.conversations.messages.list({ sessionId: id, order: "oldest", limit: 1000 })).items,
    ).toEqual(all);
    expect((await one.conversations.sessions.getOrThrow(id)).messageCount).toBe(120);
    expect((await other.conversations.participants.getOrThrow(ada.id)).interactionCount).toBe(120);
  });
});
