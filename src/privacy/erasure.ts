import { hasCode, inUse, notFound } from "../core/errors";
import type { Call } from "../db/call";
import { ID, selection } from "../db/table";
import { name, type Sql, sql, uuid } from "../dialect/sql";
import { message } from "../stores/conversations/message";
import { participant } from "../stores/conversations/participant";
import { session } from "../stores/conversations/session";
import { KeptRows } from "./kept-rows";
import { redactRows } from "./redaction";
import { type ScopedTable, scopedTable, scopedTables } from "./scoped-tables";
import { Subject } from "./subject";
import { SubjectRows, sessionsOf } from "./subject-rows";
import type { PrivacyErasure } from "./types";

/** These tables are deleted last: rows of other stores are found through the messages. */
const LAST = [message, session, participant].map((table) => table.name.name);
const MAX_ATTEMPTS = 5;

const ONE = selection<{ one: number }>({ one: "integer" });
const EXTERNAL = selection<{ externalId: string | null }>({ externalId: "name" });

/**
 * Erasure of a person in one transaction. After a deadlock with other transactions it starts again.
 */
export async function erasePerson(call: Call, id: string): Promise<PrivacyErasure> {
  for (let attempt = 1; ; attempt++) {
    try {
      const erased = await call.transaction((tx) => erase(tx, id), { isolation: "read committed" });
      forgetInMemory(call);
      return erased;
    } catch (error) {
      const metOthers = hasCode(error, "serialization");
      if (!metOthers || call.inTransaction || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Caches of this process: answers have words of queries, and vectors are kept by their text. */
function forgetInMemory(call: Call): void {
  call.retrieval.forgetAnswers(call);
  call.embeddings.forgetQueries();
}

async function erase(call: Call, id: string): Promise<PrivacyErasure> {
  await call.erasing();
  const externalId = await lock(call, id);
  const theirs = await SubjectRows.of(call, id, { locked: true });
  const deleted = await theirs.removeDerived();
  const ids = new Set<string>();
  for (const table of inOrder()) {
    const gone = await remove(call, table, theirs.in(table));
    if (gone.length > 0) deleted[table.name.name] = gone.length;
    for (const row of gone) if ("id" in row) ids.add(row.id);
  }
  let replaced = await theirs.keepOthers();
  for (const { name } of [participant.name, session.name])
    replaced += await redactRows(call, scopedTable(name), id);
  const subject = new Subject({ id, externalId, messages: theirs.messages });
  const kept = await (await KeptRows.of(call, subject, ids)).erase();
  return {
    participantId: id,
    deleted: { ...deleted, ...kept.deleted },
    replaced: replaced + kept.replaced,
  };
}

/** Deletes rows. It returns their ids if the table has ids. */
async function remove(
  call: Call,
  table: ScopedTable,
  which: Sql,
): Promise<({ id: string } | { one: number })[]> {
  const removal = sql`delete from ${table.name} where ${which}`;
  try {
    return table.has("id")
      ? await call.all(sql`${removal} returning id`, ID)
      : await call.all(sql`${removal} returning 1 as one`, ONE);
  } catch (error) {
    throw explained(error, table.name.name);
  }
}

function explained(error: unknown, table: string): unknown {
  if (!hasCode(error, "in_use")) return error;
  const problem = `rows that must stay but refer to a row of ${table} that contains the id`;
  return inUse(`${problem}: first remove them, or remove the id from that row`, error.cause);
}

/** Deletion order: children before their parents. */
function inOrder(): ScopedTable[] {
  const rank = (table: ScopedTable): number => LAST.indexOf(table.name.name);
  return [...scopedTables()].reverse().sort((a, b) => rank(a) - rank(b));
}

/**
 * Row locks. An `append` for this person waits until the end of the erasure, and then finds no
 * participant. The lock order is that of `append`: sessions, then the participant. Only a change of
 * the participant's key blocks new references to it. The last step locks the sessions that the
 * person joined meanwhile: another person's messages there must not be deleted unseen.
 *
 * @returns the participant's external id before the lock
 */
async function lock(call: Call, id: string): Promise<string | null> {
  await lockSessions(call, id);
  const own = sql`${call.inScope()} and id = ${uuid(id)}`;
  const former = await call.first(sql`select external_id from ${participant.name} where ${own}`, EXTERNAL);
  const renaming = sql`
    update ${participant.name} set external_id = ${name(`erasing ${call.newId()}`)} where ${own} returning id`;
  const locked = await call.first(renaming, ID);
  if (!former || !locked) throw notFound(`participant ${id}`, undefined, "id");
  await lockSessions(call, id);
  return former.externalId;
}

async function lockSessions(call: Call, id: string): Promise<void> {
  const statement = sql`
    update ${session.name} set version = version
    where ${call.inScope()} and id in (${sessionsOf(call, id)}) returning 1 as one`;
  await call.all(statement, ONE);
}
