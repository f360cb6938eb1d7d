import { UsageError } from "../../command-line/usage-error";
import type { RetentionPolicyKey } from "../../manager";

/** The kind of rows that an operand names. @throws UsageError */
export function kindAt(operand: string): RetentionPolicyKey {
  const [, store, what] = /^([^.]+)\.([^.]+)$/.exec(operand) ?? [];
  if (store !== undefined && what !== undefined) return { store, what };
  throw new UsageError(
    `${JSON.stringify(operand)} names no kind of rows: it is a store and what, such as conversations.messages.`,
  );
}
