import { AnyOf, type Sql, sql } from "../dialect/sql";
import type { ScopedTable } from "./scoped-tables";

/** What rows of any table may call a message by. */
export interface MessageNames {
  id: string;
  externalId: string | null;
}

/** How rows are found in which a person has a part, whichever table they are in. */
export class Traces {
  /**
   * @param id of the participant, in lower case
   * @param messages that are theirs
   */
  constructor(
    readonly id: string,
    private readonly messages: readonly MessageNames[],
  ) {}

  /** A condition: the id stands in the row, or the row is filed under a message of theirs. */
  in(table: ScopedTable): Sql {
    const mentions = table.mentions(this.id);
    return table.has("messageId") ? sql`(${mentions} or ${this.filedUnder()})` : mentions;
  }

  /** Such as attachments. */
  private filedUnder(): Sql {
    const ids = this.messages.map(({ id }) => id);
    const external = this.messages.flatMap(({ externalId }) => externalId ?? []);
    return sql`
      lower(message_id) ${new AnyOf("name", ids)} or message_id ${new AnyOf("name", external)}`;
  }
}
