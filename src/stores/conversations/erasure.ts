import { tableOf } from "../../../entities/columns";
import {
  ConversationMessageEntity,
  ConversationParticipantEntity,
  ConversationSessionEntity,
} from "../../../entities/conversations";
import { checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, notFound, UnifiedStoreError } from "../../core/errors";
import { type ScopedTable, type SharedPart, scopedTable, scopedTables, type Traces } from "../../db/mentions";
import type { ScopedDb } from "../../db/scoped";
import { ID, selection } from "../../db/table";
import { AnyOf, name, type Sql, sql, TableName, uuid } from "../../dialect/sql";
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

const ONE = selection<{ one: number }>({ one: "integer" });
const NAMED = selection<{ id: string; externalId: string | null }>({ id: "uuid", externalId: "name" });

/** The sessions in which they said something, or in which their id stands. */
function sessionsOf(db: ScopedDb, id: string): Sql {
  return sql`
    select m.session_id as id from ${messages} as m where ${db.inScope("m")} and m.participant_id = ${uuid(id)}
    union
    select id from ${sessions} where ${db.inScope()} and ${mentions(SESSION, id)}`;
}

const mentions = (name: string, id: string): Sql => scopedTable(name).mentions(id);

/** Rows of stores that say by themselves what of them is a person's, by table. */
type Shared = ReadonlyMap<string, SharedPart<ScopedDb>>;

interface Search {
  id: string;
  /** Rows that are several people's are kept to the transaction. */
  locked: boolean;
}

/** What is a participant's, as a condition on the rows of each table. */
class Belongings {
  private shared: Shared = new Map();

  private constructor(
    private readonly db: ScopedDb,
    private readonly id: string,
    private readonly theirs: { sessions: string[]; messages: { id: string; externalId: string | null }[] },
  ) {}

  /**
   * A session of theirs in which nobody else took part is theirs as a whole, with what was answered. One list after the other: a single
   * statement would ask for each message who else is in its session.
   */
  static async of(db: ScopedDb, method: string, { id, locked }: Search): Promise<Belongings> {
    const found = (await db.all(method, sessionsOf(db, id), ID)).map((session) => session.id);
    const withOthers = sql`
      select distinct m.session_id from ${messages} as m
      where ${db.inScope("m")} and m.session_id ${new AnyOf("uuid", found)} and m.participant_id <> ${uuid(id)}`;
    const others = new Set((await db.all(method, withOthers, ID)).map((session) => session.id));
    const alone = found.filter((session) => !others.has(session));
    const theirs = sql`
      select id, external_id from ${messages}
      where ${db.inScope()} and (session_id ${new AnyOf("uuid", alone)} or ${mentions(MESSAGE, id)})`;
    const belongings = new Belongings(db, id, {
      sessions: alone,
      messages: await db.all(method, theirs, NAMED),
    });
    const parts = new Map<string, SharedPart<ScopedDb>>();
    for (const rows of db.sharedRows) {
      const part = await rows.of(db, method, belongings.traces, locked);
      for (const table of rows.tables) parts.set(table, part);
    }
    belongings.shared = parts;
    return belongings;
  }

  in(table: ScopedTable): Sql {
    const { db, id, theirs } = this;
    const shared = this.shared.get(table.name.name);
    if (shared) return shared.in(table);
    const ids = theirs.messages.map((message) => message.id);
    switch (table.name.name) {
      case PARTICIPANT:
        return sql`${db.inScope()} and id = ${uuid(id)}`;
      case SESSION:
        return sql`${db.inScope()} and id ${new AnyOf("uuid", theirs.sessions)}`;
      case MESSAGE:
        return sql`${db.inScope()} and id ${new AnyOf("uuid", ids)}`;
      default:
        return sql`${db.inScope()} and ${this.traces.in(table)}`;
    }
  }

  /** Takes them out of rows that stay because others have a part in them, once theirs are gone. */
  async keep(db: ScopedDb): Promise<number> {
    let changed = 0;
    for (const part of new Set(this.shared.values())) changed += await part.keep(db);
    return changed;
  }

  private get traces(): Traces {
    const { id } = this;
    return {
      id,
      in: (table) =>
        table.has("messageId") ? sql`(${table.mentions(id)} or ${this.filedUnder()})` : table.mentions(id),
    };
  }

  /** What other rows, such as attachments, may call their messages by. */
  private filedUnder(): Sql {
    const ids = this.theirs.messages.map((message) => message.id);
    const external = this.theirs.messages.flatMap(({ externalId }) => externalId ?? []);
    return sql`lower(message_id) ${new AnyOf("name", ids)} or message_id ${new AnyOf("name", external)}`;
  }
}

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
      if (!tables[PARTICIPANT]) throw notFound(`participant ${id}`);
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
  await lock(db, id);
  const belongings = await Belongings.of(db, "erase", { id, locked: true });
  const deleted: Record<string, number> = {};
  for (const table of inOrder()) {
    const statement = sql`delete from ${table.name} where ${belongings.in(table)} returning 1 as one`;
    const { length } = await db.all("erase", statement, ONE).catch((error: unknown) => {
      throw explained(error, table.name.name);
    });
    if (length > 0) deleted[table.name.name] = length;
  }
  let replaced = await belongings.keep(db);
  for (const table of scopedTables())
    if ([SESSION, PARTICIPANT].includes(table.name.name)) replaced += await replaceIn(db, table, id);
  return { participantId: id, deleted, replaced };
}

function explained(error: unknown, table: string): unknown {
  if (!hasCode(error, "foreign_key")) return error;
  const problem = `a row of ${table} has the id in it, and others that are to stay refer to that row`;
  return new UnifiedStoreError("foreign_key", `${problem}: remove them, or take the id out of it, first`, {
    cause: error.cause,
  });
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
 */
async function lock(db: ScopedDb, id: string): Promise<void> {
  await lockSessions(db, id);
  const locked = await db.first(
    "erase",
    sql`
      update ${participants} set external_id = ${name(`erasing ${db.newId()}`)}
      where ${db.inScope()} and id = ${uuid(id)} returning id`,
    ID,
  );
  if (!locked) throw notFound(`participant ${id}`);
  await lockSessions(db, id);
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
