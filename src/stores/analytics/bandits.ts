import { type AnalyticsBanditEventEntity, analyticsBanditEventTable } from "../../../entities/analytics";
import type { CallOptions } from "../../core/call/deadline";
import { validate } from "../../core/input/validation";
import { collection } from "../../db/collection";
import { Records, recordWrites } from "../../db/collections/records";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext } from "../../db/scoped";
import { selection, Table } from "../../db/table";
import { all, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { exactSum, sumColumns, sumOf } from "./exact-sum";
import { AnalyticsBanditArmsInput, AnalyticsBanditEventListInput } from "./inputs";
import { inRange, recordLister } from "./lists";
import { pruner } from "./prune";
import { MOST_GROUPS, mustBeFew } from "./summarize";
import type {
  AnalyticsBanditArm,
  AnalyticsBanditArmsQuery,
  AnalyticsBanditEvent,
  AnalyticsBanditEventInput,
  AnalyticsBanditEventListQuery,
  AnalyticsPruneQuery,
  AnalyticsPruneResult,
} from "./types";

const table = new Table<AnalyticsBanditEventEntity, AnalyticsBanditEvent>(analyticsBanditEventTable);

/** Makes rows of choices from validated inputs. */
export const banditEventMaker = rowMaker<
  typeof analyticsBanditEventTable,
  AnalyticsBanditEvent,
  AnalyticsBanditEventInput
>(analyticsBanditEventTable);

const BANDITS = collection({
  name: "analytics.bandits",
  what: "choice",
  table,
  key: "id",
  page: recordLister(table, {
    Input: AnalyticsBanditEventListInput,
    where: ({ task, arm }: AnalyticsBanditEventListInput) => {
      const given: Sql[] = [];
      if (task !== undefined) given.push(sql`c.task = ${name(task)}`);
      if (arm !== undefined) given.push(sql`c.arm = ${name(arm)}`);
      return all(given);
    },
  }),
});
const WRITES = recordWrites(table, banditEventMaker, { list: "events" });
const prune = pruner(table.name);

interface ArmRow {
  arm: string;
  pulls: number;
  rewarded: number;
  rewardWhole: number | null;
  rewardRest: number | null;
}

const ARM = selection<ArmRow>({ arm: "name", pulls: "count", rewarded: "count", ...sumColumns("reward") });
const FIGURES = raw(`c.arm, count(*), count(c.reward), ${sumOf("c.reward")}`);

/**
 * Choices among the arms of multi-armed bandits, and their rewards. Reached as
 * `scope.analytics.bandits`.
 */
export class AnalyticsBandits extends Records<
  AnalyticsBanditEventInput,
  AnalyticsBanditEvent,
  AnalyticsBanditEventListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, BANDITS, WRITES);
  }

  /**
   * Aggregates the pulls and rewards of each arm of a task. Each reward is rounded to the nearest
   * billionth before it is summed.
   *
   * @returns one row for each arm that was chosen, by name in code point order
   * @throws UnifiedStoreError `validation`, also when there would be more than 10,000 rows
   * @example
   * const arms = await acme.analytics.bandits.arms({ task: "routing" });
   */
  arms(query: AnalyticsBanditArmsQuery, options: CallOptions = {}): Promise<AnalyticsBanditArm[]> {
    return this.call("arms", options, async (call) => {
      const input = validate(AnalyticsBanditArmsInput, query, "");
      const statement = sql`
        select ${FIGURES} from ${table.name} as c
        where ${call.inScope("c")} and c.task = ${name(input.task)} and ${inRange(input)}
        group by c.arm order by c.arm limit ${integer(MOST_GROUPS + 1)}`;
      const rows = await call.all(statement, ARM);
      mustBeFew(rows, "createdFrom", "ask for a shorter time");
      return rows.map(({ rewardWhole, rewardRest, ...arm }) => {
        const rewardSum = exactSum(rewardWhole, rewardRest);
        return { ...arm, rewardSum, rewardMean: rewardSum === null ? null : rewardSum / arm.rewarded };
      });
    });
  }

  /**
   * Deletes choices older than `olderThanMs`, oldest first, in batches of 1,000. Each batch is a
   * transaction of its own, unless the call runs in one. Batches deleted before an abort stay
   * deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.analytics.bandits.prune({ olderThanMs: 90 * 86_400_000 });
   */
  prune(query: AnalyticsPruneQuery, options: CallOptions = {}): Promise<AnalyticsPruneResult> {
    return this.call("prune", options, (call) => prune(call, query));
  }
}
