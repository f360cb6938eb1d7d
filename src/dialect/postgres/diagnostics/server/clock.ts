import { found } from "../../../diagnostics/check";
import { time } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

const MOST_MS = 2000;

/**
 * Times of rows come from the clocks of the applications. Two that differ give leases and orders
 * that do not fit.
 */
export const clock: PostgresCheck = {
  id: "clock",
  look: async ({ query }) => {
    const before = Date.now();
    const [row] = await query<{ ms: number }>(
      "select extract(epoch from clock_timestamp())::float8 * 1000 as ms",
    );
    return differing(row!.ms, before, Date.now());
  },
};

/** The server's time must lie between the two moments around the query, give or take the bound. */
export function differing(server: number, before: number, after: number) {
  const ahead = server < before ? server - before : server > after ? server - after : 0;
  if (Math.abs(ahead) <= MOST_MS) return [];
  const [ms, where] = [time(Math.abs(ahead)), ahead > 0 ? "ahead of" : "behind"];
  return [
    found(
      "warning",
      null,
      `the server's clock is ${ms} ${where} this machine's: set both by NTP`,
      "timedatectl set-ntp true",
    ),
  ];
}
