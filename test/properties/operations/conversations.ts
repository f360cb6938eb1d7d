import fc from "fast-check";
import {
  everything,
  id,
  ids,
  instant,
  json,
  name,
  number,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const nullable = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 2 });
const role = fc.constantFrom("user", "assistant", "system", "tool");
const position = fc.integer({ min: 1, max: 7 });
/** The first message from a position on. */
const from = (sessionId: string, positionFrom: number) =>
  ({ sessionId, positionFrom, order: "oldest", limit: 1 }) as const;
const count = nullable(fc.integer({ min: 0, max: 9 }));
const feedback = {
  score: nullable(number),
  rating: nullable(fc.integer({ min: -3, max: 3 })),
  reactions: nullable(json),
  notes: nullable(text),
};
const message = fc.record(
  {
    ...feedback,
    id: fc.uuid({ version: 7 }),
    role,
    content: json,
    createdAt: instant,
    participantId: nullable(id),
    kind: nullable(name),
    externalId: nullable(name),
    toolCalls: nullable(json),
    toolCallId: nullable(name),
    model: nullable(name),
    tokensIn: count,
    tokensOut: count,
    replyToId: nullable(id),
    countInteraction: fc.boolean(),
  },
  { requiredKeys: ["id", "role", "content", "createdAt"] },
) as fc.Arbitrary<never>;
const version = partial({ ifVersion: fc.integer({ min: 1, max: 3 }) });
const participant = fc.record(
  {
    id,
    externalId: name,
    createdAt: instant,
    name: nullable(text),
    groupId: nullable(name),
    preferences: nullable(json),
    consent: nullable(fc.boolean()),
    consentedAt: nullable(instant),
    interactionCount: fc.integer({ min: 0, max: 9 }),
    lastInteractionAt: nullable(instant),
  },
  { requiredKeys: ["id", "externalId", "createdAt"] },
) as fc.Arbitrary<never>;
const mode = fc.constantFrom("any", "words", "substring");

export const conversations: StoreOperations = {
  operations: [
    operation(
      "conversations.participants.upsert",
      tuple(participant, version),
      ({ conversations }, input, write) => conversations.participants.upsert(input, write),
    ),
    operation(
      "conversations.participants.upsertMany",
      tuple(fc.array(participant, { maxLength: 4 })),
      ({ conversations }, inputs) => conversations.participants.upsertMany(inputs),
    ),
    operation(
      "conversations.participants.update",
      tuple(
        id,
        partial({ name: nullable(text), groupId: nullable(name), preferences: nullable(json) }),
        version,
      ),
      ({ conversations }, key, patch, write) => conversations.participants.update(key, patch, write),
    ),
    operation(
      "conversations.participants.grantConsent or withdrawConsent",
      tuple(id, fc.boolean(), instant, version),
      ({ conversations }, key, granted, at, write) =>
        granted
          ? conversations.participants.grantConsent(key, { consentedAt: at }, write)
          : conversations.participants.withdrawConsent(key, { withdrawnAt: at }, write),
    ),
    operation("conversations.participants.remove", tuple(id), ({ conversations }, key) =>
      conversations.participants.remove(key),
    ),
    operation(
      "conversations.participants.list",
      tuple(
        partial({
          ...page,
          groupId: name,
          consent: fc.boolean(),
          order: fc.constantFrom("newest", "oldest"),
        }),
      ),
      ({ conversations }, query) => everything(conversations.participants.list(query)),
    ),
    operation(
      "conversations.sessions.add",
      tuple(
        fc.record(
          {
            id,
            createdAt: instant,
            externalId: nullable(name),
            title: nullable(text),
            metadata: nullable(json),
          },
          { requiredKeys: ["id", "createdAt"] },
        ) as fc.Arbitrary<never>,
      ),
      ({ conversations }, input) => conversations.sessions.add(input),
    ),
    operation(
      "conversations.sessions.update",
      tuple(id, partial({ externalId: nullable(name), title: nullable(text), metadata: nullable(json) })),
      ({ conversations }, key, patch) => conversations.sessions.update(key, patch),
    ),
    operation("conversations.sessions.getByExternalId", tuple(name), ({ conversations }, key) =>
      conversations.sessions.getByExternalId({ externalId: key }),
    ),
    operation("conversations.sessions.end", tuple(id, instant), ({ conversations }, key, at) =>
      conversations.sessions.end(key, { endedAt: at }),
    ),
    operation(
      "conversations.sessions.list",
      tuple(partial({ ...page, open: fc.boolean() })),
      (scope, query) => everything(scope.conversations.sessions.list(query)),
    ),
    operation("conversations.sessions.remove", tuple(id), ({ conversations }, key) =>
      conversations.sessions.remove(key),
    ),
    operation("conversations.messages.append", tuple(id, message), ({ conversations }, key, input) =>
      conversations.messages.append(key, input),
    ),
    operation(
      "conversations.messages.appendMany",
      tuple(id, fc.array(message, { maxLength: 4 })),
      ({ conversations }, key, inputs) => conversations.messages.appendMany(key, inputs),
    ),
    operation(
      "conversations.messages.list",
      tuple(
        id,
        partial({
          ...page,
          positionFrom: position,
          positionTo: position,
          order: fc.constantFrom("newest", "oldest"),
        }),
      ),
      ({ conversations }, sessionId, query) =>
        everything(conversations.messages.list({ ...(query as object), sessionId })),
    ),
    operation(
      "conversations.messages.search",
      tuple(text, partial({ ...page, mode, role, sessionId: id, participantId: id })),
      ({ conversations }, sought, query) =>
        everything(conversations.messages.search({ ...(query as object), text: sought })),
    ),
    operation(
      "conversations.messages.rate",
      tuple(id, position, partial(feedback), version),
      async (scope, key, at, given, write) => {
        const { items } = await scope.conversations.messages.list(from(key, at));
        return items[0] ? scope.conversations.messages.rate(items[0].id, given, write) : null;
      },
    ),
    operation("conversations.messages.remove", tuple(id, position), async ({ conversations }, key, at) => {
      const { items } = await conversations.messages.list(from(key, at));
      return items[0] ? conversations.messages.remove(items[0].id) : null;
    }),
  ],

  async stateOf({ conversations }) {
    const { participants, sessions } = conversations;
    const histories = await Promise.all(
      ids.map((sessionId) => everything(conversations.messages.list({ sessionId, order: "oldest" }))),
    );
    return {
      participants: await everything(participants.list()),
      sessions: await everything(sessions.list()),
      histories,
    };
  },
};
