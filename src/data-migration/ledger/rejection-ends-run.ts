import { UnifiedStoreError } from "../../core/errors";
import { rollbackOf } from "../command-text";
import type { RunRecord } from "./ledger";

const NOT_WRITTEN = "Its batch was not written. With --on-invalid quarantine the row would go to quarantine";

/** A rejected row that ends the run. */
export class RejectionEndsRun extends UnifiedStoreError {
  /** @param row which it is, and what is wrong with it */
  constructor(row: string) {
    super("validation", `${row}. ${NOT_WRITTEN}`);
  }
}

/** Whether a row ended the run. The ledger has the message of the error alone. */
export const endedByRow = ({ status, error }: Pick<RunRecord, "status" | "error">): boolean =>
  status === "failed" && error?.endsWith(NOT_WRITTEN) === true;

/** Resuming reads the same row again, and is refused once the file has changed. */
export const insteadOfResuming = (id: string): string =>
  `roll it back with ${rollbackOf(id)}, mend the row or use --on-invalid quarantine, and run again`;
