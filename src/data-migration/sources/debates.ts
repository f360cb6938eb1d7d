import {
  debateCritiqueTable,
  debateTable,
  debateTurnTable,
  debateVoteTable,
} from "../../../entities/debates";
import { validate } from "../../core/input/validation";
import type { RowMaker } from "../../db/row-maker";
import { critiqueMaker } from "../../stores/debates/critiques";
import { debateMaker, indexEntries, newDebate } from "../../stores/debates/debate";
import { turnMaker } from "../../stores/debates/turns";
import { voteMaker } from "../../stores/debates/votes";
import type { SourceRow } from "../read/row/source-row";
import type { Source, Step } from "../read/step";
import { Target } from "../target/target";
import { Parent } from "./reading/parent";
import { withExtras } from "./reading/values";

const DEBATE = new Target(debateTable, {
  entries: (debate: Parameters<typeof indexEntries>[0]) => indexEntries(debate),
});

const PARENT = new Parent({
  table: "debates",
  by: "debate_id",
  columns: ["tenant", "workspace", "created_at"],
});

/** Event of a debate. Its row names the debate and the round, and has no time. */
interface Event {
  table: string;
  columns: readonly string[];
  optional?: readonly string[];
  target: Target;
  /** Rank within a round, in which events of different kinds happen. */
  rank: 0 | 1 | 2;
  maker: Pick<RowMaker<object, object>, "input" | "row">;
  /** Members of the input that only this kind has. */
  read(row: SourceRow): object;
}

const EVENTS: readonly Event[] = [
  {
    table: "debate_agents",
    columns: ["role", "model", "output"],
    optional: ["cost_usd", "latency_ms", "confidence"],
    target: new Target(debateTurnTable),
    rank: 0,
    maker: turnMaker,
    read: (row) => ({
      role: row.text("role"),
      model: row.text("model"),
      output: row.text("output"),
      costUsd: row.numberOrNull("cost_usd"),
      latencyMs: row.numberOrNull("latency_ms"),
      confidence: row.numberOrNull("confidence"),
    }),
  },
  {
    table: "debate_critiques",
    columns: ["from_role", "target_role", "content"],
    target: new Target(debateCritiqueTable),
    rank: 1,
    maker: critiqueMaker,
    read: (row) => ({
      from: row.text("from_role"),
      to: row.text("target_role"),
      content: row.text("content"),
    }),
  },
  {
    table: "debate_votes",
    columns: ["voter_role", "chosen_role"],
    optional: ["reason"],
    target: new Target(debateVoteTable),
    rank: 2,
    maker: voteMaker,
    read: (row) => ({
      voter: row.text("voter_role"),
      chosen: row.text("chosen_role"),
      reason: row.textOrNull("reason"),
    }),
  },
];

/**
 * Step of an event. The event takes the time of its debate, and its id keeps the order of events.
 */
const eventStep = ({ table, columns, optional = [], target, rank, maker, read }: Event): Step => ({
  table,
  target,
  key: ["id"],
  columns: ["debate_id", "round", ...columns],
  optional,
  joinedValues: PARENT.joinedValues,
  joinedTables: ["debates"],
  joinColumns: { debates: [PARENT.joinColumns] },
  transform(row, sink) {
    const debateId = PARENT.id(row);
    const db = row.scope(PARENT.column("tenant"), PARENT.column("workspace"));
    const round = row.whole("round");
    const input = {
      id: row.id(orderOf(round, rank, row)),
      debateId,
      round,
      createdAt: row.instant(PARENT.column("created_at")),
      ...read(row),
    };
    sink.write(target, db, maker.row(db, validate(maker.input, input, "")));
  },
});

/**
 * Order of an event: 14 bits of round, 2 of rank and 32 of the old id. No store takes 14 bits of
 * rounds.
 */
function orderOf(round: number, rank: number, row: SourceRow): number {
  const id = row.raw("id");
  const within = typeof id === "bigint" ? clamped(Number(id), 2 ** 32) : 0;
  return clamped(round, 2 ** 14) * 2 ** 34 + rank * 2 ** 32 + within;
}

const clamped = (value: number, limit: number): number => Math.min(Math.max(value, 0), limit - 1);

/**
 * Source `debate.db`. Debates name their tenant and workspace. Their events name the debate alone.
 *
 * A debate was written when it was over, so one with a final output was concluded at its only time.
 */
export const debates: Source = {
  kind: "debates",
  tier: "P1",
  steps: [
    {
      table: "debates",
      target: DEBATE,
      key: ["id"],
      columns: ["tenant", "workspace", "query", "n_rounds", "created_at"],
      optional: ["panel_config_json", "final_output"],
      keepsExtras: true,
      transform(row, sink) {
        const db = row.scope("tenant", "workspace");
        const input = validate(
          debateMaker.input,
          {
            id: row.id(),
            query: row.text("query"),
            rounds: row.whole("n_rounds"),
            panel: withExtras(row, row.jsonOrNull("panel_config_json")),
            finalOutput: row.textOrNull("final_output"),
            createdAt: row.instant("created_at"),
          },
          "",
        );
        sink.write(DEBATE, db, newDebate(db, input));
      },
    },
    ...EVENTS.map(eventStep),
  ],
};
