import type { CallOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import { selection } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { debate } from "./debate";
import { CRITIQUE, TURN, VOTE } from "./events";
import type { DebateEvent } from "./types";

/** An event of any kind in columns that fit all: `who` is its role, `whom` what it names beside, `body` its text. */
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

/**
 * One statement. It begins at the debate: one without events gives a single row of nulls, one that does not exist gives none.
 * Only who chose the ids can give two kinds the same one, and then the kind decides, so that the order is always the same.
 */
export async function transcript(db: ScopedDb, id: string, options: CallOptions): Promise<DebateEvent[]> {
  const of = uuid(id);
  const statement = sql`
    select e.* from ${debate.name} as d left join (
      select 'turn' as kind, t.id, t.debate_id, t.round, t.created_at, t.role as who, t.model as whom, t.output as body,
        t.cost_usd, t.latency_ms, t.confidence
      from ${TURN.table} as t where ${db.inScope("t")} and t.debate_id = ${of}
      union all
      select 'critique', c.id, c.debate_id, c.round, c.created_at, c.from_role, c.target_role, c.content, null, null, null
      from ${CRITIQUE.table} as c where ${db.inScope("c")} and c.debate_id = ${of}
      union all
      select 'vote', v.id, v.debate_id, v.round, v.created_at, v.voter, v.chosen, v.reason, null, null, null
      from ${VOTE.table} as v where ${db.inScope("v")} and v.debate_id = ${of}
    ) as e on true
    where ${db.inScope("d")} and d.id = ${of} order by e.created_at, e.id, e.kind`;
  const rows = await db.all("transcript", statement, EVENT, { options });
  if (rows.length === 0) throw notFound(`debate ${id}`);
  return rows[0]!.kind === null ? [] : rows.map(toEvent);
}

function toEvent(row: EventRow): DebateEvent {
  const { kind, id, debateId, round, createdAt, who, whom, body } = row;
  const shared = { id, debateId, round, createdAt };
  switch (kind) {
    case "critique":
      return { kind, ...shared, from: who, target: whom, content: body ?? "" };
    case "vote":
      return { kind, ...shared, voter: who, chosen: whom, reason: body };
    default: {
      const { costUsd, latencyMs, confidence } = row;
      return {
        kind: "turn",
        ...shared,
        role: who,
        model: whom,
        output: body ?? "",
        costUsd,
        latencyMs,
        confidence,
      };
    }
  }
}
