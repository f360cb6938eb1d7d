import {
  conversationMessageTable,
  conversationParticipantTable,
  conversationSessionTable,
} from "../../../entities/conversations";
import { KeptRows } from "../../db/kept-rows";
import { type ScopedTable, type SharedPart, scopedTable, type Traces } from "../../db/mentions";
import type { ScopedDb } from "../../db/scoped";
import { ID, selection } from "../../db/table";
import { AnyOf, type Sql, sql, TableName, uuid } from "../../dialect/sql";

export const PARTICIPANT = conversationParticipantTable.name;
export const SESSION = conversationSessionTable.name;
export const MESSAGE = conversationMessageTable.name;

const messages = new TableName(MESSAGE);
export const sessions = new TableName(SESSION);
export const participants = new TableName(PARTICIPANT);

const NAMED = selection<{ id: string; externalId: string | null }>({ id: "uuid", externalId: "name" });

/** The sessions in which they said something, or in which their id stands. */
export function sessionsOf(db: ScopedDb, id: string): Sql {
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
export class Belongings {
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

  /**
   * What data migrations keep of them.
   *
   * @param rows ids of all that is theirs in the stores
   */
  kept(
    method: string,
    { externalId, rows }: { externalId: string | null; rows: ReadonlySet<string> },
  ): Promise<KeptRows> {
    const { db, id, theirs } = this;
    return KeptRows.of(db, method, { id, externalId, messages: theirs.messages, rows });
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
