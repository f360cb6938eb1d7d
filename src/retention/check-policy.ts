import { retentionPolicyTable } from "../../entities/retention/policies";
import { invalid } from "../core/errors";
import { validate } from "../core/input/validation";
import { kindName, RETENTION_KINDS, type RetentionKind } from "../db/retention/kinds";
import { rowMaker } from "../db/row-maker";
import type { RetentionPolicy, RetentionPolicyInput } from "./types";

/** Makes rows of policies from validated inputs. */
export const policyMaker = rowMaker<typeof retentionPolicyTable, RetentionPolicy, RetentionPolicyInput>(
  retentionPolicyTable,
);

/**
 * The kind of rows of a key.
 *
 * @throws UnifiedStoreError `validation`, naming the kinds that there are
 */
export function kindOf({ store, what }: { store: string; what: string }): RetentionKind {
  const known = RETENTION_KINDS.find((each) => each.store === store && each.what === what);
  if (known) return known;
  const ofStore = RETENTION_KINDS.filter((each) => each.store === store).map((each) => each.what);
  if (ofStore.length > 0) throw invalid("what", `is not known of ${store}: use ${ofStore.join(", ")}`);
  const stores = [...new Set(RETENTION_KINDS.map((each) => each.store))];
  throw invalid("store", `has no retention: use ${stores.join(", ")}`);
}

/**
 * A checked policy.
 *
 * @param options.ofTenant whether it is of one tenant; else it is the default of all
 * @throws UnifiedStoreError `validation`
 */
export function checkPolicy(
  input: RetentionPolicyInput,
  { ofTenant }: { ofTenant: boolean },
): RetentionPolicyInput {
  const given = validate(policyMaker.input, input, "");
  const kind = kindOf(given);
  const { maxAgeMs, maxRows, hide } = given;
  if (maxAgeMs === undefined && maxRows === undefined)
    throw invalid("maxAgeMs", "or maxRows must be given; null keeps everything");
  if (typeof maxRows === "number" && kind.maxRowsOf === null)
    throw invalid("maxRows", `cannot bound ${kindName(kind)}: use maxAgeMs`);
  if (ofTenant && !kind.ofTenant)
    throw invalid("store", `${kind.store} belongs to the database: use stores.retention.put`);
  if (hide && !kind.hides) {
    const hidden = RETENTION_KINDS.filter((each) => each.hides).map(kindName);
    throw invalid("hide", `is not known of ${kindName(kind)}: reads can hide ${hidden.join(", ")}`);
  }
  if (hide && typeof maxAgeMs !== "number") throw invalid("hide", "needs maxAgeMs: it hides what is too old");
  return given;
}
