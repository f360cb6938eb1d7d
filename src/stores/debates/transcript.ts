import { decodeCursor, malformedCursor } from "../../core/cursor";
import { isUuid } from "../../core/ids";
import { instantOf } from "../../core/input/rules";
import type { Call } from "../../db/call";
import { pageOf } from "../../db/pages/keyset";
import type { Page } from "../../db/pages/page";
import type { PageAt } from "../../db/pages/paged";
import { selection } from "../../db/table";
import { EMPTY, instant, integer, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { critiques } from "./critiques";
import { debate } from "./debate";
import { DEBATES } from "./queries";
import { turns } from "./turns";
import type { DebateEvent } from "./types";
import { votes } from "./votes";

/**
 * An event of any kind, in common columns. `who` is its role or voter, `whom` its model, criticized
 * role or choice, and `body` its text.
 */
interface EventRow {
  kind: DebateEvent["kind"] | null;
  id: string;
  debateId: string;
  round: number;
  createdAt: Date;
  who: string;
  whom: string;
  body: string | null;
  costUsd: number | null;
  latencyMs: number | null;
  confidence: number | null;
}

const EVENT = selection<EventRow>({
  kind: "name",
  id: "uuid",
  debateId: "uuid",
  round: "integer",
  createdAt: "instant",
  who: "name",
  whom: "name",
  body: "text",
  costUsd: "real",
  latencyMs: "real",
  confidence: "real",
});

const SHARED = "h.id, h.debate_id, h.round, h.created_at";
const NO_FIGURES = Array(3).fill("cast(null as double precision)").join(", ");
const KINDS = [
  {
    kind: "turn",
    table: turns.name,
    columns: raw(
      `'turn' as kind, ${SHARED}, h.role as who, h.model as whom, h.output as body,
        h.cost_usd, h.latency_ms, h.confidence`,
    ),
  },
  {
    kind: "critique",
    table: critiques.name,
    columns: raw(`'critique', ${SHARED}, h.from_role, h.to_role, h.content, ${NO_FIGURES}`),
  },
  {
    kind: "vote",
    table: votes.name,
    columns: raw(`'vote', ${SHARED}, h.voter, h.chosen, h.reason, ${NO_FIGURES}`),
  },
] as const;

/** The part of a transcript to read. */
interface Part {
  id: string;
  round: number | undefined;
}

/**
 * Keyset pagination over three tables in one statement, driven by the debate. A debate without
 * events returns one row of nulls; a debate that does not exist returns none. Of each kind, the
 * statement reads at most one page, in the order of its index. Events of two kinds share an id only
 * if a caller chose it. Then the kind decides, so that the order is always the same.
 */
export async function transcript(
  call: Call,
  { id, round }: Part,
  { limit, cursor }: PageAt,
): Promise<Page<DebateEvent>> {
  const query = call.queryId({ id, round });
  const last = positionIn(query, cursor);
  const of = uuid(id);
  const most = integer(limit + 1);
  const inRound = round === undefined ? EMPTY : sql` and h.round = ${integer(round)}`;
  const [said, held, voted] = KINDS.map(
    ({ kind, table, columns }) => sql`
      select * from (
        select ${columns} from ${table} as h
        where ${call.inScope("h")} and h.debate_id = ${of}${inRound}${behind(last, kind)}
        order by h.created_at, h.id limit ${most}
      ) as of_kind`,
  );
  const statement = sql`
    select e.* from ${debate.name} as d
    left join (${said!} union all ${held!} union all ${voted!}) as e on true
    where ${call.inScope("d")} and d.id = ${of} order by e.created_at, e.id, e.kind limit ${most}`;
  const rows = await call.all(statement, EVENT);
  if (rows.length === 0) throw DEBATES.missing(id);
  const keyOf = ({ createdAt, id, kind }: EventRow) => [createdAt.getTime(), id, kind!] as const;
  const page = pageOf(rows[0]!.kind === null ? [] : rows, { query, limit, keyOf });
  return { ...page, items: page.items.map(toEvent) };
}

const FROM = raw(">=");
const AFTER = raw(">");

interface Position {
  at: Date;
  id: string;
  kind: string;
}

function positionIn(query: string, cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  const shape = ["number", "string", "string"] as const;
  const [time, id, kind] = decodeCursor(query, cursor, shape) as [number, string, string];
  const at = instantOf(new Date(time));
  if (at === null || !isUuid(id) || !KINDS.some((each) => each.kind === kind)) throw malformedCursor();
  return { at, id, kind };
}

/** Events of one time and id are sorted by kind. */
function behind(last: Position | null, kind: string): Sql {
  if (last === null) return EMPTY;
  return sql` and (h.created_at, h.id) ${kind > last.kind ? FROM : AFTER} (${instant(last.at)}, ${uuid(last.id)})`;
}

function toEvent(row: EventRow): DebateEvent {
  const { kind, id, debateId, round, createdAt, who, whom, body } = row;
  const shared = { id, debateId, round, createdAt };
  switch (kind) {
    case "critique":
      return { kind, ...shared, from: who, to: whom, content: body ?? "" };
    case "vote":
      return { kind, ...shared, voter: who, chosen: whom, reason: body };
    default: {
      const { costUsd, latencyMs, confidence } = row;
      const said = { role: who, model: whom, output: body ?? "" };
      return { kind: "turn", ...shared, ...said, costUsd, latencyMs, confidence };
    }
  }
}
