import type { PoolClient } from "pg";
import { UnifiedStoreError } from "../../core/errors";
import { quoted } from "./quoted";

/** The facts that a new connection reports. */
export interface Session {
  role: string;
  /**
   * True where single statements need an explicit "read committed", because the default isolation
   * is another one.
   */
  strict: boolean;
}

/**
 * The required values of the settings that decide how values are written and which rows are found.
 * A setting that a server does not know is skipped.
 */
const WANTED: Record<string, RegExp> = {
  client_encoding: /^(UTF-?8|UNICODE)$/i,
  DateStyle: /^ISO/,
  bytea_output: /^hex$/,
  // Below 1, 0.30000000000000004 is read back as 0.3.
  extra_float_digits: /^[1-9]/,
  // Where it is off, NULL in a list of values is a text of four letters.
  array_nulls: /^on$/,
  // With "replica", foreign keys are not checked and do not cascade.
  session_replication_role: /^(origin|local)$/,
  // Above 0, a search leaves out rows at random.
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
 * Checks a connection's settings, once in its life. They come from its role, its database, the
 * server or the pool's owner, and may have changed since an earlier connection.
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
