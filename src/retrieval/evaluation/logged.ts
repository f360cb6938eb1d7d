import { invalid } from "../../core/errors";
import { IsInstant, NotBelow, Optional } from "../../core/input/rules";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { selection } from "../../db/table";
import { integer, sql } from "../../dialect/sql";
import { feedback } from "../log/feedback";
import { inRange } from "../log/lists";
import { queryLog } from "../log/query-log";
import type { RetrievalSource } from "../sources";
import { meanOf, rowKey } from "./figures";
import type { RetrievalJudgedLog, RetrievalJudgedQuery, RetrievalJudgment } from "./types";

class JudgedLogInput {
  @Optional()
  @IsInstant()
  createdFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("createdFrom")
  createdTo?: Date | undefined;
}

interface Judgment {
  text: string;
  in: RetrievalSource;
  itemId: string;
  rating: number | null;
  relevance: number | null;
}

const JUDGMENT = selection<Judgment>({
  text: "text",
  in: "name",
  itemId: "uuid",
  rating: "real",
  relevance: "integer",
});
/** Feedback that one call reads: some 20 MB. */
const MOST_FEEDBACK = 100_000;

/**
 * Queries of the log with feedback, the oldest first. Queries with the same text are one query, and
 * several judgments of one row are their mean.
 */
export async function loggedJudgments(
  call: Call,
  given: RetrievalJudgedLog,
): Promise<RetrievalJudgedQuery[]> {
  const range = validate(JudgedLogInput, given, "log");
  const statement = sql`
    select q.text, f.source, f.item_id, f.rating, f.relevance
    from ${queryLog.name} as q join ${feedback.name} as f
      on ${call.inScope("f")} and f.query_id = q.id
    where ${call.inScope("q")} and q.text is not null and ${inRange(range)}
    order by q.created_at, q.id, f.created_at, f.id limit ${integer(MOST_FEEDBACK + 1)}`;
  const rows = await call.all(statement, JUDGMENT);
  if (rows.length > MOST_FEEDBACK)
    throw invalid("log.createdFrom", `gives more than ${MOST_FEEDBACK} judgments: ask for a shorter time`);
  const queries = new Map<string, Map<string, { row: Judgment; relevances: number[] }>>();
  for (const row of rows) {
    const judged = queries.get(row.text) ?? new Map();
    queries.set(row.text, judged);
    const key = rowKey({ in: row.in, id: row.itemId });
    const one = judged.get(key) ?? { row, relevances: [] };
    judged.set(key, one);
    one.relevances.push(relevanceOf(row));
  }
  return [...queries].map(([text, judged]) => ({
    text,
    judgments: [...judged.values()].map(
      ({ row, relevances }): RetrievalJudgment => ({
        in: row.in,
        id: row.itemId,
        relevance: meanOf(relevances),
      }),
    ),
  }));
}

const relevanceOf = ({ relevance, rating }: Judgment): number => relevance ?? 3 * Math.max(0, rating ?? 0);
