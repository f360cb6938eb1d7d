import type { ConversationMessageInput } from "../../../src";
import { at, type FilledScope, FOUND, id, into, middle, nameOf, TEXT, WORD } from "../data";
import { call, list, many, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

const MESSAGES_PER_SESSION = 3;
const sessionsOf = ({ size }: FilledScope): number => Math.floor(size / MESSAGES_PER_SESSION);
/** The session with half of the messages of its scope. */
const LONG = id(0);
const session = (filled: FilledScope): string => id(Math.floor(sessionsOf(filled) / 2) + 1);
/** One of fifty sessions is open. */
const OPEN = LONG;
const participant = (filled: FilledScope): string => id(middle(filled));
const said = (participantId: string | null): ConversationMessageInput => ({
  role: "user",
  content: "x",
  participantId,
});

export const conversations: StorePlans = {
  tables: [
    "conversation_participant",
    "conversation_session",
    "conversation_message",
    "conversation_message_search",
  ],

  fill({ series, id, time, name, keys }, filled) {
    const insert = into(filled);
    const { size } = filled;
    const ended = `case when i % 50 > 0 then ${time("i")} end`;
    return [
      insert(
        "conversation_participant",
        "id, external_id, group_id, consent, interaction_count, created_at, updated_at, version",
        `${id("i")}, ${name("i")}, ${name("i / 50")}, case when i % 50 > 0 then true when i % 100 > 0 then false end, 0, ${time("i")}, ${time("i")}, 1`,
        series(size),
      ),
      insert(
        "conversation_session",
        "id, external_id, message_count, created_at, last_activity_at, ended_at, version",
        `${id("i")}, ${name("i")}, ${size}, ${time("i")}, ${time("i")}, ${ended}, 1`,
        series(sessionsOf(filled)),
      ),
      insert(
        "conversation_message",
        "id, session_id, position, participant_id, role, content, created_at, version",
        `${id("i")}, ${id(`case when i % 2 = 0 then 0 else (i / ${MESSAGES_PER_SESSION}) % ${sessionsOf(filled)} end`)}, i + 1,
          case when i % 4 < 2 then ${id("i / 10")} end, 'user', '{"text":"${TEXT}"}', ${time("i")}, 1`,
        series(size),
      ),
      insert(
        "conversation_message_search",
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, '', '${TEXT}', 'h', ${keys}`,
        series(size),
      ),
    ];
  },

  async addFound({ conversations }) {
    const made = FOUND.map((content, i) => ({ ...said(id(1)), content, createdAt: at(100 + i) }));
    await conversations.messages.appendMany(OPEN, made);
  },

  operations: {
    "conversations.messages.append": call(({ conversations }, filled) =>
      conversations.messages.append(OPEN, said(participant(filled))),
    ),
    "conversations.messages.append of no participant": call(({ conversations }) =>
      conversations.messages.append(OPEN, said(null)),
    ),
    "conversations.messages.appendMany": call(({ conversations }, filled) =>
      conversations.messages.appendMany(
        OPEN,
        many(filled, (n) => said(id(n))),
      ),
    ),
    "conversations.messages.get": call(({ conversations }, filled) =>
      conversations.messages.get(id(middle(filled))),
    ),
    "conversations.messages.getMany": call(({ conversations }, filled) =>
      conversations.messages.getMany(many(filled, id)),
    ),
    "conversations.messages.list": list(({ conversations }, page, filled) =>
      conversations.messages.list({ ...page, sessionId: session(filled) }),
    ),
    "conversations.messages.list long": list(({ conversations }, page) =>
      conversations.messages.list({ ...page, sessionId: LONG }),
    ),
    "conversations.messages.list to a position": list(({ conversations }, page, filled) =>
      conversations.messages.list({ ...page, sessionId: LONG, positionTo: middle(filled) }),
    ),
    "conversations.messages.list from a position": list(({ conversations }, page, filled) =>
      conversations.messages.list({
        ...page,
        sessionId: LONG,
        positionFrom: middle(filled),
        order: "oldest",
      }),
    ),
    "conversations.messages.search any": sorted(({ conversations }, page) =>
      conversations.messages.search({ ...page, text: WORD }),
    ),
    "conversations.messages.search words": sorted(({ conversations }, page) =>
      conversations.messages.search({ ...page, text: WORD, mode: "words" }),
    ),
    "conversations.messages.search substring": sorted(({ conversations }, page) =>
      conversations.messages.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "conversations.messages.search of a session": sorted(({ conversations }, page) =>
      conversations.messages.search({ ...page, text: WORD, mode: "words", sessionId: LONG, role: "user" }),
    ),
    "conversations.messages.search of a participant": sorted(({ conversations }, page) =>
      conversations.messages.search({ ...page, text: WORD, mode: "words", participantId: id(1) }),
    ),
    "conversations.messages.rate": call(({ conversations }, filled) =>
      conversations.messages.rate(id(middle(filled)), { rating: 1 }),
    ),
    "conversations.messages.remove": call(({ conversations }, filled) =>
      conversations.messages.remove(id(middle(filled))),
    ),
    "conversations.participants.upsert": call(({ conversations }, filled) =>
      conversations.participants.upsert({ externalId: nameOf(middle(filled)), name: "n" }),
    ),
    "conversations.participants.upsert at a version": call(({ conversations }, filled) =>
      conversations.participants.upsert({ externalId: nameOf(middle(filled)), name: "n" }, { ifVersion: 1 }),
    ),
    "conversations.participants.upsertMany": call(({ conversations }, filled) =>
      conversations.participants.upsertMany(
        many(filled, (n) => ({ externalId: nameOf(n), ...(n % 2 === 0 && { name: "n" }) })),
      ),
    ),
    "conversations.participants.get": call(({ conversations }, filled) =>
      conversations.participants.get(participant(filled)),
    ),
    "conversations.participants.getByExternalId": call(({ conversations }, filled) =>
      conversations.participants.getByExternalId({ externalId: nameOf(middle(filled)) }),
    ),
    "conversations.participants.getMany": call(({ conversations }, filled) =>
      conversations.participants.getMany(many(filled, id)),
    ),
    "conversations.participants.list": list(({ conversations }, page) =>
      conversations.participants.list(page),
    ),
    "conversations.participants.list oldest": list(({ conversations }, page) =>
      conversations.participants.list({ ...page, order: "oldest" }),
    ),
    "conversations.participants.list of a group": list(({ conversations }, page, filled) =>
      conversations.participants.list({ ...page, groupId: nameOf(Math.floor(middle(filled) / 50)) }),
    ),
    "conversations.participants.list consenting": list(({ conversations }, page) =>
      conversations.participants.list({ ...page, consent: true }),
    ),
    "conversations.participants.list declining": list(({ conversations }, page) =>
      conversations.participants.list({ ...page, consent: false }),
    ),
    "conversations.participants.update": call(({ conversations }, filled) =>
      conversations.participants.update(participant(filled), { name: "n" }),
    ),
    "conversations.participants.grantConsent": call(({ conversations }, filled) =>
      conversations.participants.grantConsent(participant(filled)),
    ),
    // A participant without messages.
    "conversations.participants.remove": call(({ conversations }, filled) =>
      conversations.participants.remove(participant(filled)),
    ),
    "conversations.sessions.add": call(({ conversations }) => conversations.sessions.add({ title: "t" })),
    "conversations.sessions.get": call(({ conversations }, filled) =>
      conversations.sessions.get(session(filled)),
    ),
    "conversations.sessions.getByExternalId": call(({ conversations }, filled) =>
      conversations.sessions.getByExternalId({
        externalId: nameOf(Math.floor(sessionsOf(filled) / 2)),
      }),
    ),
    "conversations.sessions.getMany": call(({ conversations }, filled) =>
      conversations.sessions.getMany(many(filled, (n) => id(n % sessionsOf(filled)))),
    ),
    "conversations.sessions.list": list(({ conversations }, page) => conversations.sessions.list(page)),
    "conversations.sessions.list open": list(({ conversations }, page) =>
      conversations.sessions.list({ ...page, open: true }),
    ),
    "conversations.sessions.list ended": list(({ conversations }, page) =>
      conversations.sessions.list({ ...page, open: false }),
    ),
    "conversations.sessions.update": call(({ conversations }, filled) =>
      conversations.sessions.update(session(filled), { title: "t" }),
    ),
    "conversations.sessions.end": call(({ conversations }, filled) =>
      conversations.sessions.end(session(filled)),
    ),
    "conversations.sessions.remove": call(({ conversations }, filled) =>
      conversations.sessions.remove(session(filled)),
    ),
  },

  expected: {
    "conversations.messages.append": {
      by: ["conversation_participant_pk", "conversation_session_pk"],
      conflict: "conversation_message_search_pk",
    },
    "conversations.messages.append of no participant": {
      by: ["conversation_session_pk"],
      conflict: "conversation_message_search_pk",
    },
    "conversations.messages.appendMany": {
      by: ["conversation_participant_pk", "conversation_session_pk"],
      conflict: "conversation_message_search_pk",
    },
    "conversations.messages.get": { by: ["conversation_message_pk"] },
    "conversations.messages.getMany": { by: ["conversation_message_pk"] },
    "conversations.messages.list": { by: ["conversation_message_in_order"] },
    "conversations.messages.list long": { by: ["conversation_message_in_order"] },
    "conversations.messages.list to a position": { by: ["conversation_message_in_order"] },
    "conversations.messages.list from a position": { by: ["conversation_message_in_order"] },
    "conversations.messages.search any": {
      by: ["conversation_message_pk", "conversation_message_search_keys"],
    },
    "conversations.messages.search words": {
      by: ["conversation_message_pk", "conversation_message_search_keys"],
    },
    "conversations.messages.search substring": {
      by: ["conversation_message_pk", "conversation_message_search_keys"],
    },
    "conversations.messages.search of a session": {
      by: ["conversation_message_pk", "conversation_message_search_keys"],
    },
    "conversations.messages.search of a participant": {
      by: ["conversation_message_pk", "conversation_message_search_keys"],
    },
    "conversations.messages.rate": { by: ["conversation_message_pk"] },
    "conversations.messages.remove": { by: ["conversation_message_pk"] },
    "conversations.participants.upsert": { by: [], conflict: "conversation_participant_key" },
    "conversations.participants.upsert at a version": { by: ["conversation_participant_key"] },
    "conversations.participants.upsertMany": { by: [], conflict: "conversation_participant_key" },
    "conversations.participants.get": { by: ["conversation_participant_pk"] },
    "conversations.participants.getByExternalId": { by: ["conversation_participant_key"] },
    "conversations.participants.getMany": { by: ["conversation_participant_pk"] },
    "conversations.participants.list": { by: ["conversation_participant_by_created"] },
    "conversations.participants.list oldest": { by: ["conversation_participant_by_created"] },
    "conversations.participants.list of a group": { by: ["conversation_participant_by_group"] },
    // Nearly all participants have given consent.
    "conversations.participants.list consenting": {
      sqlite: ["conversation_participant_by_consent"],
      either: ["conversation_participant_by_consent", "conversation_participant_by_created"],
    },
    "conversations.participants.list declining": { by: ["conversation_participant_by_consent"] },
    "conversations.participants.update": { by: ["conversation_participant_pk"] },
    "conversations.participants.grantConsent": { by: ["conversation_participant_pk"] },
    "conversations.participants.remove": { by: ["conversation_participant_pk"] },
    "conversations.sessions.add": { by: [] },
    "conversations.sessions.get": { by: ["conversation_session_pk"] },
    "conversations.sessions.getByExternalId": { by: ["conversation_session_key"] },
    "conversations.sessions.getMany": { by: ["conversation_session_pk"] },
    "conversations.sessions.list": { by: ["conversation_session_by_activity"] },
    "conversations.sessions.list open": { by: ["conversation_session_open"] },
    "conversations.sessions.list ended": { by: ["conversation_session_ended"] },
    "conversations.sessions.update": { by: ["conversation_session_pk"] },
    "conversations.sessions.end": { by: ["conversation_session_pk"] },
    "conversations.sessions.remove": { by: ["conversation_session_pk"] },
    "conversations.messages.get together": { by: ["conversation_message_pk"] },
    "conversations.participants.get together": { by: ["conversation_participant_pk"] },
    "conversations.participants.getByExternalId together": { by: ["conversation_participant_key"] },
    "conversations.sessions.get together": { by: ["conversation_session_pk"] },
    "conversations.sessions.getByExternalId together": { by: ["conversation_session_key"] },
    "conversations.sessions.add together": { by: [] },
  },

  together: {
    "conversations.messages.get together": {
      call: ({ conversations }, n) => conversations.messages.get(id(n)),
    },
    "conversations.participants.get together": {
      call: ({ conversations }, n) => conversations.participants.get(id(n)),
    },
    "conversations.participants.getByExternalId together": {
      call: ({ conversations }, n) => conversations.participants.getByExternalId({ externalId: nameOf(n) }),
    },
    "conversations.sessions.get together": {
      call: ({ conversations }, n, filled) => conversations.sessions.get(id(n % sessionsOf(filled))),
    },
    "conversations.sessions.getByExternalId together": {
      call: ({ conversations }, n, filled) =>
        conversations.sessions.getByExternalId({ externalId: nameOf(n % sessionsOf(filled)) }),
    },
    "conversations.sessions.add together": {
      call: ({ conversations }, n) => conversations.sessions.add({ title: `${n}` }),
      remove: ({ conversations }, added) => conversations.sessions.remove(added),
    },
  },
};
