import { count, flag, instant, integer, name } from "../columns";
import { type RowOf, table } from "../table";

/**
 * Kinds of rows that a policy of any tenant hides. So a reader knows without a look at each
 * tenant's policies whether any row can be hidden.
 */
export const retentionHidingTable = table("retention_hiding", {
  scope: "database",
  key: ["store", "what"],
  columns: { store: name(), what: name() },
});

/**
 * Pruning of a database: its lease, and how far it has come. There is one row, with the id 1. It is
 * written with each scope that is done, so the next pruning goes on there after a crash.
 */
export const retentionPruningTable = table("retention_pruning", {
  scope: "database",
  key: ["id"],
  columns: {
    id: integer(),
    /** Who prunes; null where nobody does. */
    holder: name().nullable(),
    /** End of the lease. Nobody else prunes before. */
    expiresAt: instant().nullable(),
    startedAt: instant(),
    /** End of the last pruning that went over all tenants. */
    finishedAt: instant().nullable(),
    /** The scope that was done last; null before the first one. */
    lastTenant: name().nullable(),
    lastWorkspace: name().nullable(),
    /** Rows that this pruning has deleted so far. */
    deleted: count(),
    /** Whether it has come to its end. */
    complete: flag(),
  },
});

export type RetentionHidingEntity = RowOf<typeof retentionHidingTable>;
export type RetentionPruningEntity = RowOf<typeof retentionPruningTable>;
