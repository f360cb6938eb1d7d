import type { Scope } from "../../../src";
import type { StoreBudget } from "./budget";

interface Prepared {
  session: string;
  empty: string;
  message: string;
  participant: string;
  silent: string;
}

export const conversations: StoreBudget<Prepared> = {
  async prepare({ conversations }) {
    const { participants, sessions } = conversations;
    const session = await sessions.add({ externalId: "t" });
    const empty = await sessions.add();
    const participant = await participants.upsert({ externalId: "ada" });
    const silent = await participants.upsert({ externalId: "bob" });
    const said = { role: "user", content: "word", participantId: participant.id } as const;
    const message = await conversations.messages.append(session.id, said);
    return {
      session: session.id,
      empty: empty.id,
      message: message.id,
      participant: participant.id,
      silent: silent.id,
    };
  },

  operations: {
    "conversations.messages.append": ({ conversations }, { session, participant }) =>
      conversations.messages.append(session, { role: "user", content: "x", participantId: participant }),
    "conversations.messages.append of no participant": ({ conversations }, { session }) =>
      conversations.messages.append(session, { role: "assistant", content: "x" }),
    "conversations.messages.appendMany": ({ conversations }, { session, participant }) =>
      conversations.messages.appendMany(session, [
        { role: "user", content: "x", participantId: participant },
        { role: "assistant", content: "y" },
      ]),
    "conversations.messages.get": ({ conversations }, { message }) => conversations.messages.get(message),
    "conversations.messages.getOrThrow": ({ conversations }, { message }) =>
      conversations.messages.getOrThrow(message),
    "conversations.messages.getMany": ({ conversations }, { message }) =>
      conversations.messages.getMany([message]),
    "conversations.messages.list": ({ conversations }, { session }) =>
      conversations.messages.list({ sessionId: session, positionTo: 9 }),
    "conversations.messages.search words": ({ conversations }) =>
      conversations.messages.search({ text: "word", mode: "words" }),
    "conversations.messages.search any": ({ conversations }) =>
      conversations.messages.search({ text: "word" }),
    "conversations.messages.rate": ({ conversations }, { message }) =>
      conversations.messages.rate(message, { rating: 1 }),
    "conversations.messages.remove": ({ conversations }, { message }) =>
      conversations.messages.remove(message),
    "conversations.participants.upsertMany": ({ conversations }) =>
      conversations.participants.upsertMany([{ externalId: "ada", name: "Ada" }, { externalId: "eve" }]),
    "conversations.participants.upsert": ({ conversations }) =>
      conversations.participants.upsert({ externalId: "ada", name: "Ada" }),
    "conversations.participants.get": ({ conversations }, { participant }) =>
      conversations.participants.get(participant),
    "conversations.participants.getOrThrow": ({ conversations }, { participant }) =>
      conversations.participants.getOrThrow(participant),
    "conversations.participants.getByExternalId": ({ conversations }) =>
      conversations.participants.getByExternalId({ externalId: "ada" }),
    "conversations.participants.getMany": ({ conversations }, { participant }) =>
      conversations.participants.getMany([participant]),
    "conversations.participants.list": ({ conversations }) => conversations.participants.list(),
    "conversations.participants.update": ({ conversations }, { participant }) =>
      conversations.participants.update(participant, { name: "A" }),
    "conversations.participants.grantConsent": ({ conversations }, { participant }) =>
      conversations.participants.grantConsent(participant),
    "conversations.participants.withdrawConsent": ({ conversations }, { participant }) =>
      conversations.participants.withdrawConsent(participant),
    "conversations.participants.remove": ({ conversations }, { silent }) =>
      conversations.participants.remove(silent),
    "conversations.sessions.add": ({ conversations }) => conversations.sessions.add({ title: "t" }),
    "conversations.sessions.get": ({ conversations }, { session }) => conversations.sessions.get(session),
    "conversations.sessions.getOrThrow": ({ conversations }, { session }) =>
      conversations.sessions.getOrThrow(session),
    "conversations.sessions.getByExternalId": ({ conversations }) =>
      conversations.sessions.getByExternalId({ externalId: "t" }),
    "conversations.sessions.getMany": ({ conversations }, { session }) =>
      conversations.sessions.getMany([session]),
    "conversations.sessions.list": ({ conversations }) => conversations.sessions.list({ open: true }),
    "conversations.sessions.update": ({ conversations }, { session }) =>
      conversations.sessions.update(session, { title: "t" }),
    "conversations.sessions.end": ({ conversations }, { session }) => conversations.sessions.end(session),
    "conversations.sessions.remove": ({ conversations }, { empty }) => conversations.sessions.remove(empty),
  },

  parts: ({ conversations }: Scope) => ({
    "conversations.participants": conversations.participants,
    "conversations.sessions": conversations.sessions,
    "conversations.messages": conversations.messages,
  }),
};
