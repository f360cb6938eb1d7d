import { count, flag, instant, name, version } from "../columns";
import { type RowOf, type TenantRow, table } from "../table";

/** Longest age: ten thousand years of milliseconds, which is the range of dates. */
const MOST_AGE_MS = 10_000 * 366 * 86_400_000;
/** Most rows that a policy can keep, by far more than a table has. */
const MOST_ROWS = 1_000_000_000_000;

const rules = {
  /** Store of the rows, such as `conversations`. */
  store: name(),
  /** Kind of rows of the store, such as `messages`. */
  what: name(),
  /** Age in milliseconds after which a row is deleted. Null: no row is too old. */
  maxAgeMs: count().between(0, MOST_AGE_MS).nullable(),
  /** Number of the newest rows that are kept. Null: any number. */
  maxRows: count().between(0, MOST_ROWS).nullable(),
  /** Whether rows that are too old are hidden at once. Default: false. */
  hide: flag().default(false),
  createdAt: instant().generated(),
  /** Time of the last replacement. */
  updatedAt: instant().generated(),
  version: version(),
};

/** Retention policy of a tenant, for one kind of rows. All workspaces of the tenant share it. */
export const retentionPolicyTable = table("retention_policy", {
  scope: "tenant",
  key: ["store", "what"],
  columns: rules,
});

/** Retention policy of all tenants that have none of their own for this kind of rows. */
export const retentionDefaultTable = table("retention_default", {
  scope: "database",
  key: ["store", "what"],
  columns: rules,
});

export type RetentionPolicyEntity = TenantRow<typeof retentionPolicyTable>;
export type RetentionDefaultEntity = RowOf<typeof retentionDefaultTable>;
