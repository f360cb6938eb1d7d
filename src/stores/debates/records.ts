import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import { Records } from "../../db/collections/records";
import type { PageOptions } from "../../db/pages/page";

/** Debates and their events. Their only unique key is the id, so a key that is taken is an id. */
export abstract class DebateRecords<
  I extends { id?: string | undefined },
  R extends { id: string; createdAt: Date },
  Q extends PageOptions,
> extends Records<I, R, Q> {
  protected override async explained(call: Call, error: unknown, given: R | readonly R[]): Promise<unknown> {
    if (!hasCode(error, "unique_violation")) return super.explained(call, error, given);
    const which = "id" in given ? `id ${given.id}` : "one of the ids";
    const { cause } = error;
    return new UnifiedStoreError("unique_violation", `${which} is taken already`, { field: "id", cause });
  }
}
