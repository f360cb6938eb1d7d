import { hasCode, idTaken, type UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import type { CollectionDefinition } from "../../db/collection";
import { Records, type RecordWrites } from "../../db/collections/records";
import type { PageOptions } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";

/** Immutable records of ingest. Their error for a taken id names the record. */
export abstract class IngestRecords<
  I extends { id?: string | undefined },
  R extends { id: string; createdAt: Date },
  Q extends PageOptions,
> extends Records<I, R, Q> {
  readonly #what: string;

  /**
   * @internal
   * @param what name of a record in messages, such as `segment`
   */
  protected constructor(
    context: ScopeContext,
    definition: CollectionDefinition<R, Q>,
    writes: RecordWrites<I, R>,
    what: string,
  ) {
    super(context, definition, writes);
    this.#what = what;
  }

  protected override async explained(call: Call, error: unknown, given: R | readonly R[]): Promise<unknown> {
    return hasCode(error, "unique_violation")
      ? refusedId(this.#what, error)
      : super.explained(call, error, given);
  }
}

/**
 * The error for a unique violation. For an insert, or an upsert by key, only the id can be taken.
 */
export const refusedId = (what: string, { cause }: UnifiedStoreError): UnifiedStoreError =>
  idTaken({ what, cure: `name the ${what} that has it`, field: "id" }, cause);
