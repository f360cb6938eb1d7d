import { tableOf } from "../../../entities/columns";
import {
  ConversationMessageEntity,
  ConversationParticipantEntity,
  ConversationSessionEntity,
} from "../../../entities/conversations";
import { checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { UnifiedStoreError } from "../../core/errors";
import { type ScopedTable, scopedTables } from "../../db/mentions";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { AnyOf, name, type Sql, sql, TableName, uuid } from "../../dialect/sql";
import { noParticipant } from "./participant";
import type { ConversationParticipantErasure, ConversationParticipantExport } from "./types";

const PARTICIPANT = tableOf(ConversationParticipantEntity);
const SESSION = tableOf(ConversationSessionEntity);
const MESSAGE = tableOf(ConversationMessageEntity);
/** Rows of other stores are found by way of the messages, which therefore go after them. */
const LAST = [MESSAGE, SESSION, PARTICIPANT];

const messages = new TableName(MESSAGE);
const sessions = new TableName(SESSION);
const participants = new TableName(PARTICIPANT);

/** Stands where the id stood in rows that others have a part in. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const MAX_ATTEMPTS = 5;

const ID = selection<{ id: string }>({ id: "uuid" });
const ONE = selection<{ one: number }>({ one: "integer" });

/** What is a participant's, as a condition on the rows of each table. */
class Belongings {
  private constructor(
    private readonly db: ScopedDb,
    private readonly id: string,
    private readonly alone: readonly string[],
  ) {}

  /** A conversation in which nobody else took part is theirs as a whole, with what was answered. */
  static async of(db: ScopedDb, method: string, id: string): Promise<Belongings> {
    const statement = sql`
      select distinct m.session_id from ${messages} as m
      where ${db.inScope("m")} and m.participant_id = ${uuid(id)} and not exists (
        select 1 from ${messages} as o
        where ${db.inScope("o")} and o.session_id = m.session_id and o.participant_id <> ${uuid(id)}
      )`;
    const found = await db.all(method, statement, ID);
    return new Belongings(
      db,
      id,
      found.map((session) => session.id),
    );
  }

  in(table: ScopedTable): Sql {
    const { db, id } = this;
    const alone = new AnyOf("uuid", this.alone);
    switch (table.name.name) {
      case PARTICIPANT:
        return sql`${db.inScope()} and id = ${uuid(id)}`;
      case SESSION:
        return sql`${db.inScope()} and id ${alone}`;
      case MESSAGE:
        return sql`${db.inScope()} and (session_id ${alone} or ${table.mentions(id)})`;
      default:
        return table.has("messageId")
          ? sql`${db.inScope()} and (${table.mentions(id)} or message_id in (${this.messageNames(alone)}))`
          : sql`${db.inScope()} and ${table.mentions(id)}`;
    }
  }

  /** What other rows, such as attachments, may call their messages by. */
  private messageNames(alone: AnyOf): Sql {
    const theirs = (): Sql =>
      sql`${this.db.inScope("m")} and (m.participant_id = ${uuid(this.id)} or m.session_id ${alone})`;
    return sql`
      select cast(m.id as text) from ${messages} as m where ${theirs()}
      union all
      select m.external_id from ${messages} as m where ${theirs()} and m.external_id is not null`;
  }
}

/** One snapshot of all tables. */
export function exportParticipant(
  db: ScopedDb,
  participantId: string,
  options: CallOptions,
): Promise<ConversationParticipantExport> {
  return db.method("export", () => {
    checkOptions(options);
    const id = checkId(participantId);
    const work = async (tx: ScopedDb): Promise<ConversationParticipantExport> => {
      const belongings = await Belongings.of(tx, "export", id);
      const tables: ConversationParticipantExport["tables"] = {};
      for (const table of scopedTables()) {
        const statement = sql`select ${table.columns.sql} from ${table.name} where ${belongings.in(table)}`;
        const rows = await tx.all("export", statement, table.columns);
        if (rows.length > 0) tables[table.name.name] = rows;
      }
      if (!tables[PARTICIPANT]) throw noParticipant(id);
      return { participantId: id, exportedAt: new Date(tx.now()), tables };
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
    checkOptions(options);
    const id = checkId(participantId);
    for (let attempt = 1; ; attempt++) {
      try {
        return await db.transaction("erase", (tx) => erase(tx, id), options);
      } catch (error) {
        const metOthers = error instanceof UnifiedStoreError && error.code === "serialization";
        if (!metOthers || db.inTransaction || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  });
}

async function erase(db: ScopedDb, id: string): Promise<ConversationParticipantErasure> {
  await lock(db, id);
  const belongings = await Belongings.of(db, "erase", id);
  const deleted: Record<string, number> = {};
  for (const table of inOrder()) {
    const statement = sql`delete from ${table.name} where ${belongings.in(table)} returning 1 as one`;
    const { length } = await db.all("erase", statement, ONE);
    if (length > 0) deleted[table.name.name] = length;
  }
  let replaced = 0;
  for (const table of scopedTables())
    if ([SESSION, PARTICIPANT].includes(table.name.name)) replaced += await replaceIn(db, table, id);
  return { participantId: id, deleted, replaced };
}

/** Children before their parents. */
function inOrder(): ScopedTable[] {
  const place = (table: ScopedTable): number => LAST.indexOf(table.name.name);
  return [...scopedTables()].reverse().sort((a, b) => place(a) - place(b));
}

/**
 * Nobody appends for them any more until the erasure is over, and then there is nobody to append for. In the order in which `append` locks:
 * sessions, then the participant. What refers to a participant is kept out by a change of their key alone.
 */
async function lock(db: ScopedDb, id: string): Promise<void> {
  const theirs = sql`select m.session_id from ${messages} as m where ${db.inScope("m")} and m.participant_id = ${uuid(id)}`;
  await db.all(
    "erase",
    sql`update ${sessions} set version = version where ${db.inScope()} and id in (${theirs}) returning 1 as one`,
    ONE,
  );
  const locked = await db.first(
    "erase",
    sql`
      update ${participants} set external_id = ${name(`erasing ${db.newId()}`)}
      where ${db.inScope()} and id = ${uuid(id)} returning id`,
    ID,
  );
  if (!locked) throw noParticipant(id);
}

/** A session that others have a part in, and another participant, stay. */
async function replaceIn(db: ScopedDb, table: ScopedTable, id: string): Promise<number> {
  const statement = sql`select ${table.columns.sql} from ${table.name} where ${db.inScope()} and ${table.mentions(id)}`;
  const rows = await db.all("erase", statement, table.columns);
  for (const { id: key, ...row } of rows) {
    const change = sql`
      update ${table.name} set ${table.assign(without(row, id))} where ${db.inScope()} and id = ${uuid(key as string)} returning id`;
    await db.all("erase", change, ID);
  }
  return rows.length;
}

/** The members of a row in which the id stands, with nobody's in its place. */
function without(row: Record<string, unknown>, id: string): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(row)) {
    const text = JSON.stringify(value);
    const replaced = text.replaceAll(new RegExp(id, "gi"), NOBODY);
    if (replaced !== text) changed[property] = JSON.parse(replaced);
  }
  return changed;
}
