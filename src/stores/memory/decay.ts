import { decodeCursor, encodeCursor } from "../../core/cursor";
import { invalid } from "../../core/errors";
import { isUuid } from "../../core/ids";
import { validate } from "../../core/input/validation";
import { rounded } from "../../core/vectors/similarity";
import type { Call } from "../../db/call";
import { foundRow } from "../../db/search/found-row";
import { ID, selection } from "../../db/table";
import { integer, RowColumns, Rows, sql, TableName, uuid } from "../../dialect/sql";
import { MemoryDecayInput } from "./inputs";
import { item } from "./item";
import type { MemoryDecayQuery, MemoryDecayResult } from "./types";
import { FIRST_ID } from "./vector-pages";

const DAY_MS = 86_400_000;
const PAGE = 1000;
/** A smaller change is not written: most scores of old items hardly move in a day. */
const LEAST_CHANGE = 0.001;
const ACCESSES = new TableName("memory_access");

interface Scored {
  id: string;
  lastUsedAt: Date;
  decayScore: number;
  uses: number;
}

const SCORED = selection<Scored>({ id: "uuid", lastUsedAt: "instant", decayScore: "real", uses: "count" });
const decayed = foundRow("m", "v.item_id");
const DECAYED = new RowColumns([
  ["item_id", "uuid"],
  ["used_at", "instant"],
  ["score", "real"],
]);

/**
 * The forgetting curve: half of the score is lost in each half-life, and the half-life grows with
 * the logarithm of the uses, so that a burst of uses keeps no item for ever. It is exponential as
 * in Ebbinghaus (1885); a strength that grows with each recall is from MemoryBank (Zhong and
 * others, 2023).
 *
 * @returns 0 to 1, to six digits, so that every machine gives the same
 */
export function decayScore(ageMs: number, uses: number, halfLifeDays: number): number {
  const halfLives = Math.max(0, ageMs) / DAY_MS / (halfLifeDays * (1 + Math.log(1 + uses)));
  return rounded(2 ** -halfLives);
}

/** Computes the scores of items in the order of their ids, page by page. */
export async function decay(call: Call, query: MemoryDecayQuery): Promise<MemoryDecayResult> {
  const given = validate(MemoryDecayInput, query, "");
  const { halfLifeDays = 30, now = call.now(), limit = 10_000, cursor } = given;
  const id = call.queryId({}, { halfLifeDays });
  let after = cursor ? cursorId(id, cursor) : FIRST_ID;
  const result = { items: 0, changed: 0 };
  for (;;) {
    const size = Math.min(PAGE, limit - result.items);
    if (size === 0) return { ...result, nextCursor: encodeCursor(id, [after]) };
    const page = await pageOf(call, after, size);
    result.changed += await write(call, page, { now, halfLifeDays });
    result.items += page.length;
    if (page.length < size) return { ...result, nextCursor: null };
    after = page.at(-1)!.id;
  }
}

function cursorId(query: string, cursor: string): string {
  const [id] = decodeCursor(query, cursor, ["string"]) as [string];
  if (!isUuid(id)) throw invalid("cursor", "must be a nextCursor of an earlier call");
  return id;
}

function pageOf(call: Call, after: string, limit: number): Promise<Scored[]> {
  const statement = sql`
    select m.id, m.last_used_at, m.decay_score, (
      select count(*) from ${ACCESSES} as a where ${call.inScope("a")} and a.item_id = m.id
    ) from ${item.name} as m
    where ${call.inScope("m")} and m.id > ${uuid(after)} and m.pinned = false and m.archived = false
    order by m.id limit ${integer(limit)}`;
  return call.all(statement, SCORED);
}

/** An item that was used or pinned since it was read keeps its score until the next time. */
async function write(
  call: Call,
  page: readonly Scored[],
  { now, halfLifeDays }: { now: Date; halfLifeDays: number },
): Promise<number> {
  const rows = page.flatMap(({ id, lastUsedAt, decayScore: before, uses }) => {
    const score = decayScore(now.getTime() - lastUsedAt.getTime(), uses, halfLifeDays);
    return Math.abs(score - before) < LEAST_CHANGE ? [] : [[id, lastUsedAt, score]];
  });
  if (rows.length === 0) return 0;
  const statement = sql`
    update ${item.name} as m set decay_score = v.score from ${new Rows(DECAYED, rows)} as v
    where ${decayed(call)} and m.last_used_at = v.used_at
    and m.pinned = false and m.archived = false returning id`;
  return (await call.all(statement, ID)).length;
}
