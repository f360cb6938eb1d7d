import { found } from "../../../diagnostics/check";
import type { PostgresCheck } from "../server";

const MOST_SHARE = 0.8;

/** The server refuses connections above its limit, of which some are kept for superusers. */
export const connections: PostgresCheck = {
  id: "connections",
  look: async ({ query }) => {
    const [row] = await query<{ used: number; most: number }>(`
      select (select sum(numbackends)::int from pg_stat_database) as used,
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`);
    const { used, most } = row!;
    if (used < MOST_SHARE * most) return [];
    return [
      found(
        "warning",
        "max_connections",
        `${used} of ${most} connections of the server are in use: lower poolSize, use a pooler, or allow more ` +
          "(which needs a restart)",
        `alter system set max_connections = ${2 * (most + 3)};`,
      ),
    ];
  },
};
