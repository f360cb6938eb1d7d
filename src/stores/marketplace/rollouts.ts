import { createHash } from "node:crypto";
import { type MarketplaceRolloutEntity, marketplaceRolloutTable } from "../../../entities/marketplace";
import { invalid, notFound } from "../../core/errors";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import { nameLister } from "../../db/collections/name-list";
import { UpsertCollection } from "../../db/collections/upserting";
import type { ScopeContext } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, sql } from "../../dialect/sql";
import { InRolloutInput, OfPluginListInput } from "./inputs";
import { PLUGINS } from "./plugins";
import type {
  MarketplaceRollout,
  MarketplaceRolloutInput,
  MarketplaceRolloutListQuery,
  MarketplaceRolloutPatch,
} from "./types";
import { writes } from "./writes";

const table = new Table<MarketplaceRolloutEntity, MarketplaceRollout>(marketplaceRolloutTable);

const ROLLOUTS = collection({
  name: "marketplace.rollouts",
  what: "rollout",
  table,
  key: "id",
  page: nameLister(table, "id", { Input: OfPluginListInput, filter: "pluginId" }),
});

export const ROLLOUT_WRITES = writes<
  MarketplaceRolloutEntity,
  MarketplaceRollout,
  MarketplaceRolloutInput,
  MarketplaceRolloutPatch
>({
  definition: marketplaceRolloutTable,
  table,
  list: "rollouts",
  references: [{ field: "pluginId", what: "plugin", rows: PLUGINS.rows }],
});

/**
 * Staged rollouts: the percentage of subjects that gets a plugin. They are deleted with their
 * plugin. Reached as `scope.marketplace.rollouts`.
 */
export class MarketplaceRollouts extends UpsertCollection<
  MarketplaceRollout,
  MarketplaceRolloutInput,
  MarketplaceRolloutPatch,
  MarketplaceRolloutListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, ROLLOUTS, ROLLOUT_WRITES);
  }
}

/** Whether the subject is in any of the requested rollouts. */
export async function inRollout(call: Call, query: unknown): Promise<boolean> {
  const { subject, rolloutId, pluginId } = validate(InRolloutInput, query, "");
  if ((rolloutId === undefined) === (pluginId === undefined))
    throw invalid("rolloutId", "or pluginId must be given, exactly one of the two");
  const found =
    rolloutId === undefined ? await rolloutsOf(call, pluginId!) : [await ROLLOUTS.rows.one(call, rolloutId)];
  const rollouts = found.filter((each) => each !== null);
  if (rollouts.length === 0)
    throw rolloutId === undefined
      ? notFound("rollout of a plugin of this pluginId", undefined, "pluginId")
      : notFound("rollout of this rolloutId", undefined, "rolloutId");
  return rollouts.some((each) => has(each, subject));
}

function rolloutsOf(call: Call, pluginId: string): Promise<MarketplaceRollout[]> {
  const statement = sql`
    select ${table.columns.as("r")} from ${table.name} as r
    where ${call.inTenant("r")} and r.plugin_id = ${name(pluginId)} order by r.id`;
  return call.all(statement, table.columns);
}

const BUCKETS = 10_000;

const has = ({ id, percent }: MarketplaceRollout, subject: string): boolean =>
  bucketOf(id, subject) < Math.round(percent * (BUCKETS / 100));

/**
 * Hash bucket of a subject, one of 10,000. It differs between rollouts: a subject that is in at
 * 25 % is in at 50 %, but two rollouts have different quarters. Names contain no U+0000, so two
 * pairs never give the same text. Never change the hash: subjects would move in and out of
 * rollouts.
 */
export function bucketOf(rollout: string, subject: string): number {
  const hash = createHash("sha256").update(`${rollout}\0${subject}`).digest();
  return hash.readUIntBE(0, 6) % BUCKETS;
}
