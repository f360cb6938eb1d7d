import { hasCode, inUse, notFound } from "../../core/errors";
import type { Call } from "../../db/call";
import { type ScopedTable, scopedTable, scopedTables } from "../../db/mentions";
import { ID, selection } from "../../db/table";
import { name, type Sql, sql, uuid } from "../../dialect/sql";
import { Belongings, sessionsOf } from "./belongings";
import { message } from "./message";
import { participant } from "./participant";
import { session } from "./session";
import type { ConversationParticipantErasure, ConversationParticipantExport } from "./types";

/** Rows of other stores are found by way of the messages, which therefore go after them. */
const LAST = [message, session, participant].map((table) => table.name.name);

/** Stands where the id stood in rows that others have a part in. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const MAX_ATTEMPTS = 5;

const ONE = selection<{ one: number }>({ one: "integer" });
const EXTERNAL = selection<{ externalId: string | null }>({ externalId: "name" });

/** One snapshot of all tables. */
export function exportParticipant(call: Call, id: string): Promise<ConversationParticipantExport> {
  const work = async (tx: Call): Promise<ConversationParticipantExport> => {
    const belongings = await Belongings.of(tx, id, { locked: false });
    const tables: ConversationParticipantExport["tables"] = {};
    for (const table of scopedTables()) {
      const statement = sql`select ${table.columns.sql} from ${table.name} where ${belongings.in(table)}`;
      const rows = await tx.all(statement, table.columns);
      if (rows.length > 0) tables[table.name.name] = rows;
    }
    const [found] = tables[participant.name.name] ?? [];
    if (!found) throw notFound(`participant ${id}`, undefined, "id");
    const ids = Object.values(tables).flatMap((rows) => rows.map((row) => String(row.id)));
    const externalId = found.externalId as string | null;
    const kept = await belongings.kept({ externalId, rows: new Set(ids) });
    return { participantId: id, exportedAt: new Date(tx.now()), tables: { ...tables, ...kept.tables } };
  };
  return call.transaction(work, { isolation: "repeatable read" });
}

/** One transaction; begun anew where it met others that wait for each other's rows. */
export async function eraseParticipant(call: Call, id: string): Promise<ConversationParticipantErasure> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call.transaction((tx) => erase(tx, id), { isolation: "read committed" });
    } catch (error) {
      const metOthers = hasCode(error, "serialization");
      if (!metOthers || call.inTransaction || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function erase(call: Call, id: string): Promise<ConversationParticipantErasure> {
  await call.erasing();
  const externalId = await lock(call, id);
  const belongings = await Belongings.of(call, id, { locked: true });
  const deleted: Record<string, number> = {};
  const ids = new Set<string>();
  for (const table of inOrder()) {
    const gone = await remove(call, table, belongings.in(table));
    if (gone.length > 0) deleted[table.name.name] = gone.length;
    for (const row of gone) if ("id" in row) ids.add(row.id);
  }
  let replaced = await belongings.keep();
  for (const { name } of [participant.name, session.name])
    replaced += await replaceIn(call, scopedTable(name), id);
  const kept = await (await belongings.kept({ externalId, rows: ids })).erase(NOBODY);
  return {
    participantId: id,
    deleted: { ...deleted, ...kept.deleted },
    replaced: replaced + kept.replaced,
  };
}

/** The rows' ids, where they have some. */
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
  const problem = `rows that are to stay and refer to a row of ${table} with the id in it`;
  return inUse(`${problem}: remove them, or take the id out of that row, first`, error.cause);
}

/** Children before their parents. */
function inOrder(): ScopedTable[] {
  const place = (table: ScopedTable): number => LAST.indexOf(table.name.name);
  return [...scopedTables()].reverse().sort((a, b) => place(a) - place(b));
}

/**
 * Nobody appends for them any more until the erasure is over, and then there is nobody to append
 * for. In the order in which `append` locks: sessions, then the participant. What refers to a
 * participant is kept out by a change of their key alone. Then the sessions that they came into
 * meanwhile: what another says there must not be deleted unseen.
 *
 * @returns the external id that they had
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

/**
 * A session that others have a part in, and another participant, stay. They are counted up, which
 * keeps them to this transaction and refuses who would write, by their version, what they read
 * before.
 */
async function replaceIn(call: Call, table: ScopedTable, id: string): Promise<number> {
  const statement = sql`
    update ${table.name} set version = version + 1
    where ${call.inScope()} and ${table.mentions(id)} returning ${table.columns.sql}`;
  const rows = await call.all(statement, table.columns);
  for (const { id: key, ...row } of rows) {
    const change = sql`
      update ${table.name} set ${table.assign(without(row, id, call.newId()))}
      where ${call.inScope()} and id = ${uuid(key as string)} returning id`;
    await call.all(change, ID);
  }
  return rows.length;
}

/**
 * The members of a row in which the id stands, with nobody's in its place. In its key a new id is
 * put there instead: the rows of two who were erased may have had the same beside theirs.
 */
function without(row: Record<string, unknown>, id: string, newId: string): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(row)) {
    const text = JSON.stringify(value);
    const replaced = text.replaceAll(new RegExp(id, "gi"), property === "externalId" ? newId : NOBODY);
    if (replaced !== text) changed[property] = JSON.parse(replaced);
  }
  return changed;
}
