import { found } from "../../../diagnostics/check";
import { quoted } from "../../quoted";
import type { PostgresCheck } from "../server";

/** A server that takes no writes: a standby, or one whose setting makes transactions read-only. */
export const readOnly: PostgresCheck = {
  id: "read-only",
  look: async ({ query }) => {
    const [row] = await query<{ standby: boolean; readOnly: boolean; role: string; database: string }>(`
      select pg_is_in_recovery() as standby, current_user::text as role, current_database()::text as database,
        current_setting('default_transaction_read_only')::boolean as "readOnly"`);
    const { standby, role, database } = row!;
    if (standby)
      return [
        found("warning", null, "the server is a standby, which takes no writes: connect to the primary"),
      ];
    if (!row!.readOnly) return [];
    return [
      found(
        "warning",
        "default_transaction_read_only",
        "transactions are read-only unless they say otherwise, so the stores cannot write",
        `alter role ${quoted(role)} reset default_transaction_read_only; ` +
          `alter database ${quoted(database)} reset default_transaction_read_only;`,
      ),
    ];
  },
};
