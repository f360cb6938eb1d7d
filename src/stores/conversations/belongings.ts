import type { Call } from "../../db/call";
import { KeptRows, type Person } from "../../db/kept-rows";
import { type ScopedTable, type SharedPart, scopedTable, type Traces } from "../../db/mentions";
import type { ScopedDb } from "../../db/scoped";
import { ID, selection } from "../../db/table";
import { AnyOf, type Sql, sql, type TableName, uuid } from "../../dialect/sql";
import { message } from "./message";
import { participant } from "./participant";
import { session } from "./session";

const NAMED = selection<{ id: string; externalId: string | null }>({ id: "uuid", externalId: "name" });

/** The sessions in which they said something, or in which their id stands. */
export const sessionsOf = (db: ScopedDb, id: string): Sql => sql`
  select m.session_id as id from ${message.name} as m
  where ${db.inScope("m")} and m.participant_id = ${uuid(id)}
  union
  select id from ${session.name} where ${db.inScope()} and ${mentions(session.name, id)}`;

const mentions = ({ name }: TableName, id: string): Sql => scopedTable(name).mentions(id);

interface Theirs extends Pick<Person, "messages"> {
  sessions: readonly string[];
}

/** What is a participant's, as a condition on the rows of each table. */
export class Belongings {
  /** Of stores that say by themselves which of their rows are a person's, by table. */
  private readonly shared = new Map<string, SharedPart<Call>>();

  private constructor(
    private readonly call: Call,
    private readonly id: string,
    private readonly theirs: Theirs,
  ) {}

  /**
   * A session of theirs in which nobody else took part is theirs as a whole, with what was
   * answered. One list after the other: a single statement would ask for each message who else is
   * in its session.
   *
   * @param options.locked keeps rows that are several people's to the transaction
   */
  static async of(call: Call, id: string, { locked }: { locked: boolean }): Promise<Belongings> {
    const found = (await call.all(sessionsOf(call, id), ID)).map((row) => row.id);
    const withOthers = sql`
      select distinct m.session_id from ${message.name} as m
      where ${call.inScope("m")} and m.session_id ${new AnyOf("uuid", found)} and m.participant_id <> ${uuid(id)}`;
    const others = new Set((await call.all(withOthers, ID)).map((row) => row.id));
    const sessions = found.filter((each) => !others.has(each));
    const theirs = sql`
      select id, external_id from ${message.name}
      where ${call.inScope()} and (session_id ${new AnyOf("uuid", sessions)} or ${mentions(message.name, id)})`;
    const messages = await call.all(theirs, NAMED);
    const belongings = new Belongings(call, id, { sessions, messages });
    for (const rows of call.sharedRows) {
      const part = await rows.of(call, belongings.traces, locked);
      for (const table of rows.tables) belongings.shared.set(table, part);
    }
    return belongings;
  }

  in(table: ScopedTable): Sql {
    const { name } = table.name;
    return this.shared.get(name)?.in(table) ?? sql`${this.call.inScope()} and ${this.ownIn(name, table)}`;
  }

  private ownIn(name: string, table: ScopedTable): Sql {
    const { id, theirs } = this;
    switch (name) {
      case participant.name.name:
        return sql`id = ${uuid(id)}`;
      case session.name.name:
        return sql`id ${new AnyOf("uuid", theirs.sessions)}`;
      case message.name.name:
        return sql`id ${new AnyOf("uuid", this.messageIds)}`;
      default:
        return this.traces.in(table);
    }
  }

  /** Takes them out of rows that stay because others have a part in them, once theirs are gone. */
  async keep(): Promise<number> {
    let changed = 0;
    for (const part of new Set(this.shared.values())) changed += await part.keep(this.call);
    return changed;
  }

  /**
   * What data migrations keep of them.
   *
   * @param person.rows ids of all that is theirs in the stores
   */
  kept(person: Pick<Person, "externalId" | "rows">): Promise<KeptRows> {
    return KeptRows.of(this.call, { id: this.id, messages: this.theirs.messages, ...person });
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
    const external = this.theirs.messages.flatMap(({ externalId }) => externalId ?? []);
    return sql`
      lower(message_id) ${new AnyOf("name", this.messageIds)} or message_id ${new AnyOf("name", external)}`;
  }

  private get messageIds(): string[] {
    return this.theirs.messages.map(({ id }) => id);
  }
}
