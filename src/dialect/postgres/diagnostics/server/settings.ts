import { type FindingLevel, found } from "../../../diagnostics/check";
import type { PostgresCheck } from "../server";

interface Rule {
  wanted: string;
  level: FindingLevel;
  why: string;
}

const RESET = (name: string): string => `alter system reset ${name}; select pg_reload_conf();`;

/** Settings of the server that lose data or time, with what they should be. */
const RULES: Record<string, Rule> = {
  fsync: { wanted: "on", level: "error", why: "a crash of the machine can destroy the database" },
  full_page_writes: { wanted: "on", level: "error", why: "a crash of the machine can destroy pages" },
  synchronous_commit: { wanted: "on", level: "info", why: "a crash can lose the last commits" },
  standard_conforming_strings: {
    wanted: "on",
    level: "warning",
    why: "backslashes in statements of others change values",
  },
  autovacuum: { wanted: "on", level: "warning", why: "dead rows stay and statistics grow old" },
  track_counts: { wanted: "on", level: "warning", why: "autovacuum does not know what to do" },
};

/** Stricter values of settings that are fine as well. */
const ALSO: Record<string, readonly string[]> = {
  synchronous_commit: ["remote_apply", "remote_write", "local"],
};

const SMALL_WORK_MEM_KB = 4096;

export const settings: PostgresCheck = {
  id: "settings",
  look: async ({ query }) => {
    const rows = await query<{ name: string; value: string }>(
      "select name, setting as value from pg_settings where name = any ($1)",
      [[...Object.keys(RULES), "work_mem", "server_encoding", "DateStyle", "TimeZone"]],
    );
    const values = new Map(rows.map(({ name, value }) => [name, value]));
    const wrong = Object.entries(RULES).flatMap(([name, { wanted, level, why }]) => {
      const value = values.get(name);
      if (value === undefined || value === wanted || ALSO[name]?.includes(value)) return [];
      return found(level, name, `${name} is ${value}: ${why}`, RESET(name));
    });
    const memory = Number(values.get("work_mem"));
    const small = memory < SMALL_WORK_MEM_KB;
    return [
      ...wrong,
      ...(small
        ? [found("info", "work_mem", `work_mem is ${memory} kB: large sorts go to disk`, RESET("work_mem"))]
        : []),
      found(
        "info",
        null,
        `encoding ${values.get("server_encoding")}, DateStyle ${values.get("DateStyle")}, ` +
          `TimeZone ${values.get("TimeZone")}; the stores read the same values under any of the last two`,
      ),
    ];
  },
};
