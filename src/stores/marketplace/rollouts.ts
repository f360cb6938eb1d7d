import { createHash } from "node:crypto";
import { type MarketplaceRolloutEntity, marketplaceRolloutTable } from "../../../entities/marketplace";
import type { CallOptions } from "../../core/deadline";
import { invalid } from "../../core/errors";
import { validate } from "../../core/validation";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { name, sql } from "../../dialect/sql";
import { Catalogue, part } from "./catalogue";
import { MarketplaceRolloutInput, OfPluginListInput, RolloutTargetInput } from "./inputs";
import { kind } from "./kind";
import { notFound } from "./rows";
import type { MarketplaceOfPluginListQuery, MarketplaceRollout } from "./types";

const table = new Table<MarketplaceRolloutEntity, MarketplaceRollout>(marketplaceRolloutTable);

export const ROLLOUTS = part({
  place: "marketplace.rollouts",
  what: "rollout",
  list: "rollouts",
  table,
  kind: kind({
    table,
    key: ["id"],
    members: ["attrs", "plugin", "percent"],
    defaults: { attrs: {} },
    refersTo: "plugin of this id",
  }),
  key: "id",
  Input: MarketplaceRolloutInput,
  ListInput: OfPluginListInput,
  filter: "plugin",
});

/** Which part of all subjects gets a plugin. They go with their plugin. Reached as `scope.marketplace.rollouts`. */
export class MarketplaceRollouts extends Catalogue<
  MarketplaceRollout,
  MarketplaceRolloutInput,
  MarketplaceOfPluginListQuery
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, ROLLOUTS);
  }
}

/** Whether any of the rollouts that are asked for has the subject. */
export async function inRollout(
  db: ScopedDb,
  target: unknown,
  subject: string,
  options: CallOptions,
): Promise<boolean> {
  const { rollout, plugin } = validate(RolloutTargetInput, target, "target");
  if ((rollout === undefined) === (plugin === undefined))
    throw invalid("target", "must have either a rollout or a plugin");
  const found =
    rollout === undefined
      ? await rolloutsOf(db, plugin!, options)
      : [await ROLLOUTS.rows.one(db, "inRollout", rollout, options)];
  const rollouts = found.filter((each) => each !== null);
  if (rollouts.length === 0) throw notFound(rollout === undefined ? "plugin with a rollout" : "rollout");
  return rollouts.some((each) => has(each, subject));
}

function rolloutsOf(db: ScopedDb, plugin: string, options: CallOptions): Promise<MarketplaceRollout[]> {
  const statement = sql`
    select ${table.columns.as("r")} from ${table.name} as r
    where ${db.inTenant("r")} and r.plugin_id = ${name(plugin)} order by r.id`;
  return db.all("inRollout", statement, table.columns, { options });
}

const BUCKETS = 10_000;

const has = ({ id, percent }: MarketplaceRollout, subject: string): boolean =>
  bucketOf(id, subject) < Math.round(percent * (BUCKETS / 100));

/**
 * The place of a subject among 10,000, which is another in every rollout: who is in at 25 % is in at 50 %, but not in the same quarter
 * of another rollout. Names hold no U+0000, so no two pairs are one text. This is for good: with another hash subjects would
 * move in and out of rollouts.
 */
export function bucketOf(rollout: string, subject: string): number {
  const hash = createHash("sha256").update(`${rollout}\0${subject}`).digest();
  return hash.readUIntBE(0, 6) % BUCKETS;
}
