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
    const session = await sessions.start({ externalId: "t" });
    const empty = await sessions.start();
    const participant = await participants.put({ externalId: "ada" });
    const silent = await participants.put({ externalId: "bob" });
    const said = { role: "user", content: "word", participantId: participant.id } as const;
    const message = await conversations.append(session.id, said);
    return {
      session: session.id,
      empty: empty.id,
      message: message.id,
      participant: participant.id,
      silent: silent.id,
    };
  },

  operations: {
    "conversations.append": ({ conversations }, { session, participant }) =>
      conversations.append(session, { role: "user", content: "x", participantId: participant }),
    "conversations.append of nobody": ({ conversations }, { session }) =>
      conversations.append(session, { role: "assistant", content: "x" }),
    "conversations.appendMany": ({ conversations }, { session, participant }) =>
      conversations.appendMany(session, [
        { role: "user", content: "x", participantId: participant },
        { role: "assistant", content: "y" },
      ]),
    "conversations.get": ({ conversations }, { message }) => conversations.get(message),
    "conversations.getOrThrow": ({ conversations }, { message }) => conversations.getOrThrow(message),
    "conversations.getMany": ({ conversations }, { message }) => conversations.getMany([message]),
    "conversations.list": ({ conversations }, { session }) =>
      conversations.list({ sessionId: session, positionTo: 9 }),
    "conversations.search": ({ conversations }) => conversations.search({ text: "word" }),
    "conversations.feedback": ({ conversations }, { message }) =>
      conversations.feedback(message, { rating: 1 }),
    "conversations.remove": ({ conversations }, { message }) => conversations.remove(message),
    "conversations.participants.put": ({ conversations }) =>
      conversations.participants.put({ externalId: "ada", name: "Ada" }),
    "conversations.participants.get": ({ conversations }, { participant }) =>
      conversations.participants.get(participant),
    "conversations.participants.getOrThrow": ({ conversations }, { participant }) =>
      conversations.participants.getOrThrow(participant),
    "conversations.participants.getByExternalId": ({ conversations }) =>
      conversations.participants.getByExternalId("ada"),
    "conversations.participants.getMany": ({ conversations }, { participant }) =>
      conversations.participants.getMany([participant]),
    "conversations.participants.list": ({ conversations }) => conversations.participants.list(),
    "conversations.participants.update": ({ conversations }, { participant }) =>
      conversations.participants.update(participant, { name: "A" }),
    "conversations.participants.consent": ({ conversations }, { participant }) =>
      conversations.participants.consent(participant, true),
    "conversations.participants.remove": ({ conversations }, { silent }) =>
      conversations.participants.remove(silent),
    "conversations.sessions.start": ({ conversations }) => conversations.sessions.start({ title: "t" }),
    "conversations.sessions.get": ({ conversations }, { session }) => conversations.sessions.get(session),
    "conversations.sessions.getOrThrow": ({ conversations }, { session }) =>
      conversations.sessions.getOrThrow(session),
    "conversations.sessions.getByExternalId": ({ conversations }) =>
      conversations.sessions.getByExternalId("t"),
    "conversations.sessions.getMany": ({ conversations }, { session }) =>
      conversations.sessions.getMany([session]),
    "conversations.sessions.list": ({ conversations }) => conversations.sessions.list({ open: true }),
    "conversations.sessions.update": ({ conversations }, { session }) =>
      conversations.sessions.update(session, { title: "t" }),
    "conversations.sessions.end": ({ conversations }, { session }) => conversations.sessions.end(session),
    "conversations.sessions.remove": ({ conversations }, { empty }) => conversations.sessions.remove(empty),
  },

  // Private: what update and end have in common.
  // A participant's rows are in every table: a statement for each, in one transaction.
  others: [
    "conversations.sessions.changed",
    "conversations.participants.export",
    "conversations.participants.erase",
  ],

  parts: ({ conversations }: Scope) => ({
    "conversations.participants": conversations.participants,
    "conversations.sessions": conversations.sessions,
  }),
};
