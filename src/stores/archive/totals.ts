import { withBytesInJson } from "../../core/json/to-json";
import type { Call } from "../../db/call";
import { selection } from "../../db/table";
import { sql } from "../../dialect/sql";
import { entry } from "./entry";
import type { ArchiveTotals } from "./types";

/** Sums as text: they may exceed 2^53. */
const SUMS = selection<{ entries: number; high: string; low: string }>({
  entries: "count",
  high: "name",
  low: "name",
});

/** Sums two 32-bit halves, since not every engine has sums above 64 bits. */
export async function totals(call: Call): Promise<ArchiveTotals> {
  const statement = sql`
    select count(*), cast(coalesce(sum(size_bytes >> 32), 0) as text), cast(coalesce(sum(size_bytes & 4294967295), 0) as text)
    from ${entry.name} where ${call.inScope()}`;
  const { entries, high, low } = (await call.first(statement, SUMS))!;
  return withBytesInJson({ entries, bytes: (BigInt(high) << 32n) + BigInt(low) });
}
