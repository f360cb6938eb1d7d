import type { Call } from "../../db/call";
import { selection } from "../../db/table";
import { EMPTY, integer, sql, uuid } from "../../dialect/sql";
import { critiques } from "./critiques";
import { debate } from "./debate";
import { DEBATES } from "./queries";
import { turns } from "./turns";
import type { DebateStats, DebateTally, DebateTurnFigures } from "./types";
import { votes } from "./votes";

interface CountedVotes {
  /** Null in the one row of a debate without votes. */
  chosen: string | null;
  votes: number;
}

const TALLY = selection<CountedVotes>({ chosen: "name", votes: "count" });

/** One statement, driven by the debate: a debate that does not exist returns no row. */
export async function tally(
  call: Call,
  { id, round }: { id: string; round: number | undefined },
): Promise<DebateTally[]> {
  const inRound = round === undefined ? EMPTY : sql` and v.round = ${integer(round)}`;
  const statement = sql`
    select v.chosen, count(v.id) as votes from ${debate.name} as d
    left join ${votes.name} as v on ${call.inScope("v")} and v.debate_id = d.id${inRound}
    where ${call.inScope("d")} and d.id = ${uuid(id)} group by v.chosen order by votes desc, v.chosen`;
  const rows = await call.all(statement, TALLY);
  if (rows.length === 0) throw DEBATES.missing(id);
  return rows.flatMap(({ chosen, votes }) => (chosen === null ? [] : [{ chosen, votes }]));
}

interface TurnRow {
  /** Null in the one row of a debate without turns. */
  role: string | null;
  costUsd: number | null;
  latencyMs: number | null;
  confidence: number | null;
  critiques: number;
  votes: number;
}

const TURN_FIGURES = selection<TurnRow>({
  role: "name",
  costUsd: "real",
  latencyMs: "real",
  confidence: "real",
  critiques: "count",
  votes: "count",
});

/**
 * Reads the figures of the turns in one statement, and sums them here. Engines add floats in
 * different ways and orders, and 0.1 + 0.2 must be the same everywhere.
 */
export async function stats(call: Call, id: string): Promise<DebateStats> {
  const of = uuid(id);
  const statement = sql`
    select t.role, t.cost_usd, t.latency_ms, t.confidence,
      (select count(*) from ${critiques.name} as c where ${call.inScope("c")} and c.debate_id = ${of}) as critiques,
      (select count(*) from ${votes.name} as v where ${call.inScope("v")} and v.debate_id = ${of}) as votes
    from ${debate.name} as d left join ${turns.name} as t on ${call.inScope("t")} and t.debate_id = ${of}
    where ${call.inScope("d")} and d.id = ${of} order by t.created_at, t.id`;
  const rows = await call.all(statement, TURN_FIGURES);
  const [first] = rows;
  if (!first) throw DEBATES.missing(id);
  const total = new Figures();
  const roles = new Map<string, Figures>();
  for (const row of rows) {
    if (row.role === null) continue;
    const role = roles.get(row.role) ?? new Figures();
    roles.set(row.role, role);
    role.add(row);
    total.add(row);
  }
  return {
    ...total.result(),
    critiques: first.critiques,
    votes: first.votes,
    roles: [...roles].map(([role, figures]) => ({ role, ...figures.result() })),
  };
}

class Figures {
  private turns = 0;
  private readonly costUsd = new Sum();
  private readonly latencyMs = new Sum();
  private readonly confidence = new Sum();

  add({ costUsd, latencyMs, confidence }: TurnRow): void {
    this.turns++;
    this.costUsd.add(costUsd);
    this.latencyMs.add(latencyMs);
    this.confidence.add(confidence);
  }

  result(): DebateTurnFigures {
    return {
      turns: this.turns,
      totalCostUsd: this.costUsd.total(),
      totalLatencyMs: this.latencyMs.total(),
      meanLatencyMs: this.latencyMs.mean(),
      meanConfidence: this.confidence.mean(),
    };
  }
}

/**
 * Neumaier's compensated summation. The rounding errors of the additions are summed separately, so
 * that a thousand cents make ten dollars.
 */
class Sum {
  private count = 0;
  private sum = 0;
  private lost = 0;

  add(value: number | null): void {
    if (value === null) return;
    const sum = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - sum + value : value - sum + this.sum;
    this.sum = sum;
    this.count++;
  }

  total(): number | null {
    if (this.count === 0) return null;
    // A sum that overflowed to infinity cannot be corrected.
    return Number.isFinite(this.sum) ? this.sum + this.lost : this.sum;
  }

  mean(): number | null {
    const total = this.total();
    return total === null ? null : total / this.count;
  }
}
