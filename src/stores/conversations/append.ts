import { hasCode, notFound, UnifiedStoreError } from "../../core/errors";
import { inPortions } from "../../db/batching/portions";
import type { Call } from "../../db/call";
import { indexedRows } from "../../db/collections/indexed-rows";
import type { RowVectors } from "../../db/insertion";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { givenVectors, vectorsOfRows } from "../../db/vectors/given-vectors";
import {
  count,
  EMPTY,
  FOR_NO_KEY_UPDATE,
  instant,
  name,
  ReturnedRows,
  RowColumns,
  Rows,
  raw,
  type Sql,
  sql,
  uuid,
} from "../../dialect/sql";
import { indexEntry, message, messageMaker, type NewMessage, newMessage, toMessage } from "./message";
import { participant } from "./participant";
import { session, sessions } from "./session";
import { taken } from "./taken";
import type { ConversationMessage, ConversationMessageInput } from "./types";

/** The session with its new message count. */
const SESSION = new RowColumns([
  ["id", "uuid"],
  ["message_count", "count"],
]);
const COUNTED = selection<{ id: string; messageCount: number }>({ id: "uuid", messageCount: "count" });

/** All members of a new message except its position. */
const ADDED = messageMaker.properties as (keyof NewMessage)[];
const COLUMNS = message.rowColumns(ADDED);
const VALUES = raw(COLUMNS.columns.map(([column]) => `v."${column}"`).join(", "));
const NUMBERED = new RowColumns([["from_last", "count"], ...COLUMNS.columns]);

const INTERACTIONS = new RowColumns([
  ["participant_id", "uuid"],
  ["interactions", "count"],
  ["latest", "instant"],
]);

/** A message to append. */
export interface Addition {
  row: NewMessage;
  /** The participant whose interaction it is; null when it counts as none. */
  interacting: string | null;
  /** As it was given. */
  embedding: unknown;
}

/** @param input as `validate` returned it */
export function additionOf(db: ScopedDb, input: ConversationMessageInput, path = ""): Addition {
  const row = newMessage(db, input, path);
  const { role, countInteraction = true, embedding } = input;
  return { row, interacting: role === "user" && countInteraction ? row.participantId : null, embedding };
}

/**
 * Appends messages in one operation. It begins at the session: the increment of its message count
 * locks the row. A concurrent append waits, so the new positions belong to this call alone.
 */
export async function append(
  call: Call,
  sessionId: string,
  additions: readonly Addition[],
  pathOf: (i: number) => string,
): Promise<ConversationMessage[]> {
  if (additions.length === 0) return [];
  refuseTwins(additions);
  const embeddings = additions.map(({ embedding }) => embedding);
  const pending = givenVectors(call, embeddings, (i) => `${pathOf(i)}embedding`);
  const given = pending && (await pending);
  const vectors = vectorsOfRows(
    given,
    additions.map(({ row }) => row),
  );
  const entriesOf = ({ row }: Addition) => [{ ...indexEntry(row), vector: vectors?.of(row) }];
  return inPortions(call, { rows: additions, entriesOf }, (tx, portion) =>
    appendAll(tx, sessionId, portion, vectors),
  );
}

async function appendAll(
  call: Call,
  sessionId: string,
  additions: readonly Addition[],
  vectors: RowVectors<NewMessage> | null,
): Promise<ConversationMessage[]> {
  const rows = additions.map(({ row }) => row);
  const interactions = interactionsOf(additions);
  const insert = insertMessages(call, rows);
  const dependents = interactions.length > 0 ? [insert, updateParticipants(call, interactions)] : [insert];
  const entries = rows.map((row) => ({ ...indexEntry(row), vector: vectors?.of(row) }));
  const index = call.index(message.name.name, entries, { model: vectors?.model, fresh: true });
  const counted = await call
    .first(countUp(call, sessionId, rows), COUNTED, { dependents, index })
    .catch((error: unknown) => Promise.reject(explained(error, rows)));
  if (!counted) throw await whyNot(call, sessionId);
  const before = counted.messageCount - rows.length;
  return rows.map((row, i) => toMessage(row, sessionId, before + i + 1));
}

/**
 * Refuses duplicate ids within one call. The database's own error for them depends on the part of
 * the statement that meets them first.
 */
function refuseTwins(additions: readonly Addition[]): void {
  const seen = new Set<string>();
  for (const [i, { row }] of additions.entries()) {
    const field = `messages[${i}].id`;
    if (seen.has(row.id))
      throw new UnifiedStoreError("unique_violation", `${field} is also the id of another message`, {
        field,
      });
    seen.add(row.id);
  }
}

/**
 * Not written as in the partial index of open sessions. A planner would search that index for the
 * id when few sessions are open.
 */
const IS_OPEN = raw("case when ended_at is null then 1 end = 1");

function countUp(db: ScopedDb, sessionId: string, rows: readonly NewMessage[]): Sql {
  const latest = instant(rows.map(({ createdAt }) => createdAt).reduce(later));
  return sql`
    update ${session.name} set message_count = message_count + ${count(rows.length)},
      last_activity_at = case when last_activity_at < ${latest} then ${latest} else last_activity_at end
    where ${db.inScope()} and id = ${uuid(sessionId)} and ${IS_OPEN} returning id, message_count`;
}

function insertMessages(db: ScopedDb, rows: readonly NewMessage[]): Sql {
  const numbered = new Rows(
    NUMBERED,
    rows.map((row, i) => [i + 1 - rows.length, ...ADDED.map((property) => row[property])]),
    "messages",
  );
  return sql`
    insert into ${message.name} (tenant_id, workspace_id, session_id, position, ${COLUMNS.names})
    select ${name(db.tenant)}, ${name(db.workspace)}, m.id, m.message_count + v.from_last, ${VALUES}
    from ${new ReturnedRows(SESSION)} as m cross join ${numbered} as v order by v.from_last`;
}

/** The interactions of one participant, in the messages of a call. */
type Interactions = [participantId: string, interactions: number, latest: Date];

function interactionsOf(additions: readonly Addition[]): Interactions[] {
  const found = new Map<string, Interactions>();
  for (const { interacting, row } of additions) {
    if (interacting === null) continue;
    const [, interactions, latest] = found.get(interacting) ?? [interacting, 0, row.createdAt];
    found.set(interacting, [interacting, interactions + 1, later(latest, row.createdAt)]);
  }
  return [...found.values()];
}

/**
 * Driven by the list. The predicate on the scope depends on the list: otherwise a planner without
 * statistics reads all participants of the scope, and looks each up in the list. For the same
 * reason the scope's own predicate has a form that no index serves. There is no `cross join`, since
 * some planners keep its written order, from the participants to the list.
 */
function updateParticipants(db: ScopedDb, interactions: readonly Interactions[]): Sql {
  const list = new Rows(INTERACTIONS, interactions);
  return sql`
    update ${participant.name} as p set interaction_count = p.interaction_count + v.interactions,
      last_interaction_at = case when p.last_interaction_at >= v.latest then p.last_interaction_at else v.latest end
    from ${new ReturnedRows(SESSION)} as m join ${list} as v on true
    where p.tenant_id = case when v.participant_id is not null then ${name(db.tenant)} end
      and p.workspace_id = case when v.participant_id is not null then ${name(db.workspace)} end
      and p.id = v.participant_id and (v.participant_id is null or ${db.inScope("p")})
      ${interactions.length === 1 ? EMPTY : areLocked(db, list)}`;
}

/**
 * Locks the participants by id, one after the other, before the first is updated. The join of the
 * update may find them in any order: a hash join did, and 80 runs of calls with the same four
 * participants met 30 deadlocks. Here each is looked up for its entry of the sorted list, so that
 * no plan has another order. It reads the session's row, and so comes behind the session's lock.
 */
const areLocked = (db: ScopedDb, list: Rows): Sql => sql`and (
        select count(*) from (
          select t.id from (
            select i.participant_id from ${new ReturnedRows(SESSION)} as s cross join ${list} as i
            order by i.participant_id
          ) as o${participantsOf(db.inScope("t"))}${FOR_NO_KEY_UPDATE}
        ) as l
      ) >= 0`;

const participantsOf = indexedRows(participant.name, {
  alias: "t",
  join: "cross",
  by: ["id"],
  value: "o.participant_id",
  unique: true,
});

const later = (a: Date, b: Date): Date => (a < b ? b : a);

/**
 * Names the missing reference. The session exists, since otherwise nothing would have been written.
 * So the participant is missing, the only other reference of a message.
 */
function explained(error: unknown, rows: readonly NewMessage[]): unknown {
  if (!hasCode(error, "in_use")) return taken(error, "message");
  const named = new Set(rows.flatMap(({ participantId }) => participantId ?? []));
  const what = named.size === 1 ? `participant ${[...named][0]}` : "participant of one of the participantIds";
  return notFound(what, error.cause, "participantId");
}

async function whyNot(call: Call, sessionId: string): Promise<UnifiedStoreError> {
  if (!(await sessions.one(call, sessionId))) return notFound(`session ${sessionId}`, undefined, "sessionId");
  return new UnifiedStoreError("conflict", `session ${sessionId} has ended: add a new session`);
}
