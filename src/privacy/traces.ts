import { AnyOf, type Sql, sql } from "../dialect/sql";
import type { ScopedTable } from "./scoped-tables";

/** Identifiers of a message in rows of other tables. */
export interface MessageNames {
  id: string;
  externalId: string | null;
}

/** Search conditions for a person's rows in any table. */
export class Traces {
  /**
   * @param id of the participant, in lower case
   * @param messages of the participant
   */
  constructor(
    readonly id: string,
    private readonly messages: readonly MessageNames[],
  ) {}

  /** Condition: the row contains the id, or its `messageId` is one of the person's messages. */
  in(table: ScopedTable): Sql {
    const mentions = table.mentions(this.id);
    return table.has("messageId") ? sql`(${mentions} or ${this.filedUnder()})` : mentions;
  }

  /** Rows that belong to one of the messages, such as attachments. */
  private filedUnder(): Sql {
    const ids = this.messages.map(({ id }) => id);
    const external = this.messages.flatMap(({ externalId }) => externalId ?? []);
    return sql`
      lower(message_id) ${new AnyOf("name", ids)} or message_id ${new AnyOf("name", external)}`;
  }
}
