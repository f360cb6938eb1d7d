import type { PoolClient } from "pg";
import { UnifiedStoreError } from "../../core/errors";
import { quoted } from "./quoted";

/** What a new connection tells of itself. */
export interface Session {
  role: string;
  /** Statements of their own are to run as "read committed", whatever the server's default is. */
  strict: boolean;
}

/**
 * Values of the settings on which it depends how values are written, and what is found. A server
 * that does not know one has none.
 */
const WANTED: Record<string, RegExp> = {
  client_encoding: /^(UTF-?8|UNICODE)$/i,
  DateStyle: /^ISO/,
  bytea_output: /^hex$/,
  // 0.30000000000000004 is read back as 0.3 below 1.
  extra_float_digits: /^[1-9]/,
  // "NULL" in a list of values is a text of four letters where it is off.
  array_nulls: /^on$/,
  // Foreign keys are not checked, and nothing cascades, where it is "replica".
  session_replication_role: /^(origin|local)$/,
  // A search leaves rows out at random where it is set.
  gin_fuzzy_search_limit: /^0$/,
};

const LOOK = `
  select current_user::text as role, current_database()::text as database,
    current_setting('server_encoding') as encoding,
    current_setting('default_transaction_isolation') as isolation,
    ${Object.keys(WANTED)
      .map((name) => `current_setting('${name}', true) as "${name}"`)
      .join(", ")}`;

/**
 * Asks a connection for the settings that come from its role, its database, the server or whoever
 * opened it, once in its life: they may have changed since the connection before was made.
 *
 * @throws UnifiedStoreError `not_supported` where values would be misread, naming the setting
 */
export async function inspect(client: PoolClient): Promise<Session> {
  const { rows } = await client.query<Record<string, string | null>>(LOOK);
  const { role, database, encoding, isolation, ...settings } = rows[0]!;
  if (encoding !== "UTF8") throw cannotHoldText(String(database), String(encoding));
  for (const [setting, form] of Object.entries(WANTED)) {
    const value = settings[setting];
    if (value === null || value === undefined || form.test(value)) continue;
    throw new UnifiedStoreError(
      "not_supported",
      `the server's setting ${setting} = ${value} changes how values are read: reset it, as with ` +
        `\`alter role ${quoted(String(role))} reset ${setting}\` or \`alter database ${quoted(String(database))} reset ${setting}\``,
    );
  }
  return { role: String(role), strict: isolation !== "read committed" };
}

function cannotHoldText(database: string, encoding: string): UnifiedStoreError {
  return new UnifiedStoreError(
    "not_supported",
    `database ${quoted(database)} has the encoding ${encoding}, which cannot hold all text: make one with ` +
      `\`create database … encoding 'UTF8' template template0\``,
  );
}
