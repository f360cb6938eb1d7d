import { UnifiedStoreError } from "../../core/errors";
import { rollbackOf } from "../command-text";
import type { RunRecord } from "./run-record";

const NOT_WRITTEN = "Its batch was not written. With --on-invalid quarantine the row would go to quarantine";

/** Rejection that ends its run, as `onInvalid: "fail"` demands. */
export class FatalRejection extends UnifiedStoreError {
  /** @param row names the row, and says why it is rejected */
  constructor(row: string) {
    super("validation", `${row}. ${NOT_WRITTEN}`);
  }
}

/** Whether a rejection ended the run. The ledger has the message alone, so its end tells. */
export const endedByRejection = ({ status, error }: Pick<RunRecord, "status" | "error">): boolean =>
  status === "failed" && error?.endsWith(NOT_WRITTEN) === true;

/**
 * Advice for such a run. Resuming reads the same row again, and is refused once the file has
 * changed.
 */
export const insteadOfResuming = (id: string): string =>
  `roll it back with ${rollbackOf(id)}, mend the row or use --on-invalid quarantine, and run again`;
