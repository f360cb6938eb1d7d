import { checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, inUse, notFound } from "../../core/errors";
import { type ScopedTable, scopedTables } from "../../db/mentions";
import type { ScopedDb } from "../../db/scoped";
import { ID, selection } from "../../db/table";
import { name, type Sql, sql, uuid } from "../../dialect/sql";
import { Belongings, MESSAGE, PARTICIPANT, participants, SESSION, sessions, sessionsOf } from "./belongings";
import type { ConversationParticipantErasure, ConversationParticipantExport } from "./types";

/** Rows of other stores are found by way of the messages, which therefore go after them. */
const LAST = [MESSAGE, SESSION, PARTICIPANT];

/** Stands where the id stood in rows that others have a part in. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const MAX_ATTEMPTS = 5;

const ONE = selection<{ one: number }>({ one: "integer" });
const EXTERNAL = selection<{ externalId: string | null }>({ externalId: "name" });

/** One snapshot of all tables. */
export function exportParticipant(
  db: ScopedDb,
  participantId: string,
  options: CallOptions,
): Promise<ConversationParticipantExport> {
  return db.method("export", () => {
    options = checkOptions(options);
    const id = checkId(participantId);
    const work = async (tx: ScopedDb): Promise<ConversationParticipantExport> => {
      const belongings = await Belongings.of(tx, "export", { id, locked: false });
      const tables: ConversationParticipantExport["tables"] = {};
      for (const table of scopedTables()) {
        const statement = sql`select ${table.columns.sql} from ${table.name} where ${belongings.in(table)}`;
        const rows = await tx.all("export", statement, table.columns);
        if (rows.length > 0) tables[table.name.name] = rows;
      }
      const [participant] = tables[PARTICIPANT] ?? [];
      if (!participant) throw notFound(`participant ${id}`, undefined, "id");
      const ids = Object.values(tables).flatMap((rows) => rows.map((row) => String(row.id)));
      const externalId = participant.externalId as string | null;
      const kept = await belongings.kept("export", { externalId, rows: new Set(ids) });
      return { participantId: id, exportedAt: new Date(tx.now()), tables: { ...tables, ...kept.tables } };
    };
    return db.transaction("export", work, { ...options, isolation: "repeatable read" });
  });
}

/** One transaction; begun anew where it met others that wait for each other's rows. */
export function eraseParticipant(
  db: ScopedDb,
  participantId: string,
  options: CallOptions,
): Promise<ConversationParticipantErasure> {
  return db.method("erase", async () => {
    options = checkOptions(options);
    const id = checkId(participantId);
    for (let attempt = 1; ; attempt++) {
      try {
        const mode = { ...options, isolation: "read committed" } as const;
        return await db.transaction("erase", (tx) => erase(tx, id), mode);
      } catch (error) {
        const metOthers = hasCode(error, "serialization");
        if (!metOthers || db.inTransaction || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  });
}

async function erase(db: ScopedDb, id: string): Promise<ConversationParticipantErasure> {
  await db.erasing("erase");
  const externalId = await lock(db, id);
  const belongings = await Belongings.of(db, "erase", { id, locked: true });
  const deleted: Record<string, number> = {};
  const ids = new Set<string>();
  for (const table of inOrder()) {
    const gone = await remove(db, table, belongings.in(table));
    if (gone.length > 0) deleted[table.name.name] = gone.length;
    for (const row of gone) if ("id" in row) ids.add(row.id);
  }
  let replaced = await belongings.keep(db);
  for (const table of scopedTables())
    if ([SESSION, PARTICIPANT].includes(table.name.name)) replaced += await replaceIn(db, table, id);
  const kept = await (await belongings.kept("erase", { externalId, rows: ids })).erase(NOBODY);
  return {
    participantId: id,
    deleted: { ...deleted, ...kept.deleted },
    replaced: replaced + kept.replaced,
  };
}

/** The rows' ids, where they have some. */
async function remove(
  db: ScopedDb,
  table: ScopedTable,
  which: Sql,
): Promise<({ id: string } | { one: number })[]> {
  const removal = sql`delete from ${table.name} where ${which}`;
  try {
    return table.has("id")
      ? await db.all("erase", sql`${removal} returning id`, ID)
      : await db.all("erase", sql`${removal} returning 1 as one`, ONE);
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
 * Nobody appends for them any more until the erasure is over, and then there is nobody to append for. In the order in which `append` locks:
 * sessions, then the participant. What refers to a participant is kept out by a change of their key alone. Then the sessions that
 * they came into meanwhile: what another says there must not be deleted unseen.
 *
 * @returns the external id that they had
 */
async function lock(db: ScopedDb, id: string): Promise<string | null> {
  await lockSessions(db, id);
  const former = sql`select external_id from ${participants} where ${db.inScope()} and id = ${uuid(id)}`;
  const known = await db.first("erase", former, EXTERNAL);
  const locked = await db.first(
    "erase",
    sql`
      update ${participants} set external_id = ${name(`erasing ${db.newId()}`)}
      where ${db.inScope()} and id = ${uuid(id)} returning id`,
    ID,
  );
  if (!known || !locked) throw notFound(`participant ${id}`, undefined, "id");
  await lockSessions(db, id);
  return known.externalId;
}

async function lockSessions(db: ScopedDb, id: string): Promise<void> {
  const statement = sql`
    update ${sessions} set version = version where ${db.inScope()} and id in (${sessionsOf(db, id)}) returning 1 as one`;
  await db.all("erase", statement, ONE);
}

/**
 * A session that others have a part in, and another participant, stay. They are counted up, which keeps them to this transaction and
 * refuses who would write, by their version, what they read before.
 */
async function replaceIn(db: ScopedDb, table: ScopedTable, id: string): Promise<number> {
  const statement = sql`
    update ${table.name} set version = version + 1
    where ${db.inScope()} and ${table.mentions(id)} returning ${table.columns.sql}`;
  const rows = await db.all("erase", statement, table.columns);
  for (const { id: key, ...row } of rows) {
    const change = sql`
      update ${table.name} set ${table.assign(without(row, id, db.newId()))}
      where ${db.inScope()} and id = ${uuid(key as string)} returning id`;
    await db.all("erase", change, ID);
  }
  return rows.length;
}

/**
 * The members of a row in which the id stands, with nobody's in its place. In its key a new id is put there instead: the rows of two
 * who were erased may have had the same beside theirs.
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
