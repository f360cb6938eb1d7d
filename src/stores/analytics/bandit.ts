import { type BanditEventEntity, banditEventTable } from "../../../entities/analytics";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import type { ScopedDb } from "../../db/scoped";
import { selection, Table } from "../../db/table";
import { all, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { exactSum, sumColumns, sumOf } from "./exact-sum";
import { BanditArmsInput, BanditEventInput, BanditEventListInput } from "./inputs";
import { inRange, recordLister } from "./lists";
import { figure, recorder } from "./recorder";
import { MOST_GROUPS, mustBeFew } from "./summarize";
import type { BanditArm, BanditArmsQuery, BanditEvent } from "./types";

export const banditEvent = new Table<BanditEventEntity, BanditEvent>(banditEventTable);

export const newBanditEvents = recorder<BanditEventEntity, BanditEventInput, BanditEvent>({
  table: banditEvent,
  Input: BanditEventInput,
  list: "events",
  own: ["task", "arm", "reward", "context"],
  json: "context",
  make: ({ task, arm, reward, context }) => ({
    task,
    arm,
    reward: figure(reward),
    context: context ?? null,
  }),
});

interface ArmRow {
  arm: string;
  pulls: number;
  rewarded: number;
  rewardWhole: number | null;
  rewardRest: number | null;
}

const ARM = selection<ArmRow>({ arm: "name", pulls: "count", rewarded: "count", ...sumColumns("reward") });
const FIGURES = raw(`c.arm, count(*), count(c.reward), ${sumOf("c.reward")}`);

export function arms(db: ScopedDb, query: BanditArmsQuery, options: CallOptions): Promise<BanditArm[]> {
  return db.method("arms", async () => {
    options = checkOptions(options);
    const input = validate(BanditArmsInput, query, "");
    const statement = sql`
      select ${FIGURES} from ${banditEvent.name} as c
      where ${db.inScope("c")} and c.task = ${name(input.task)} and ${inRange(input)}
      group by c.arm order by c.arm limit ${integer(MOST_GROUPS + 1)}`;
    const rows = await db.all("arms", statement, ARM, { options });
    mustBeFew(rows, "from", "ask for a shorter time");
    return rows.map(({ arm, pulls, rewarded, rewardWhole, rewardRest }) => {
      const rewardSum = exactSum(rewardWhole, rewardRest);
      return {
        arm,
        pulls,
        rewarded,
        rewardSum,
        rewardMean: rewardSum === null ? null : rewardSum / rewarded,
      };
    });
  });
}

export const banditEvents = recordLister(banditEvent, {
  method: "listBanditEvents",
  Input: BanditEventListInput,
  where: ({ task, arm }) => {
    const given: Sql[] = [];
    if (task !== undefined) given.push(sql`c.task = ${name(task)}`);
    if (arm !== undefined) given.push(sql`c.arm = ${name(arm)}`);
    return all(given);
  },
  order: "newest",
});
