import type { retentionPolicyTable } from "../../entities/retention/policies";
import type { InputOf, RowOf } from "../../entities/table";

/** Retention policy: how long, or how many, rows of one kind are kept. */
export interface RetentionPolicy extends RowOf<typeof retentionPolicyTable> {}

/** Input of a policy. At least one of `maxAgeMs` and `maxRows` is given; null bounds nothing. */
export interface RetentionPolicyInput extends InputOf<typeof retentionPolicyTable> {}

/** Key of a policy. */
export type RetentionPolicyKey = Pick<RetentionPolicy, "store" | "what">;
