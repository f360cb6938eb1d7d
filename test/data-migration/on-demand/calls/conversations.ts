import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages, spread } from "./paging";

export async function conversations(known: Scope): Promise<Calls> {
  const sessions = await all(known.conversations.sessions.list());
  const people = await all(known.conversations.participants.list());
  const found = (await known.conversations.messages.search({ text: "a" })).items;
  const [session, person, message] = [sessions[0]!, people[0]!, found[0]!];
  const ids = spread(found).map(({ id }) => id);
  const of = (scope: Scope) => scope.conversations;
  return {
    "messages.list": (s) => pages(of(s).messages.list({ sessionId: session.id, limit: 3 })),
    "messages.search": (s) => pages(of(s).messages.search({ text: "person", limit: 10 })),
    "messages.get": (s) => of(s).messages.get(message.id),
    "messages.getOrThrow": (s) => of(s).messages.getOrThrow(message.id),
    "messages.getMany": (s) => of(s).messages.getMany(ids),
    "sessions.get": (s) => of(s).sessions.get(session.id),
    "sessions.getOrThrow": (s) => of(s).sessions.getOrThrow(session.id),
    "sessions.getByExternalId": (s) => of(s).sessions.getByExternalId({ externalId: session.externalId! }),
    "sessions.getMany": (s) => of(s).sessions.getMany(sessions.map(({ id }) => id)),
    "sessions.list": (s) => pages(of(s).sessions.list({ limit: 20 })),
    "participants.get": (s) => of(s).participants.get(person.id),
    "participants.getOrThrow": (s) => of(s).participants.getOrThrow(person.id),
    "participants.getByExternalId": (s) =>
      of(s).participants.getByExternalId({ externalId: person.externalId! }),
    "participants.getMany": (s) => of(s).participants.getMany(people.map(({ id }) => id)),
    "participants.list": (s) => pages(of(s).participants.list({ limit: 20 })),
    "messages.rate": (s) => of(s).messages.rate(message.id, { rating: 1 }),
    "participants.upsert": (s) =>
      of(s).participants.upsert({ externalId: person.externalId, name: "changed" }),
    "participants.update": (s) => of(s).participants.update(person.id, { name: "changed again" }),
    "participants.withdrawConsent": (s) => of(s).participants.withdrawConsent(person.id),
    "sessions.update": (s) => of(s).sessions.update(session.id, { title: "changed" }),
    "sessions.end": (s) => of(s).sessions.end(session.id),
    "messages.remove": (s) => of(s).messages.remove(message.id),
    "sessions.remove": (s) => of(s).sessions.remove(sessions[1]!.id),
    "search what is left": (s) => all(of(s).messages.search({ text: "person" })),
  };
}
