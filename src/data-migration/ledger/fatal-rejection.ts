import { UnifiedStoreError } from "../../core/errors";
import { FUNCTIONS } from "../report/commands";

const NOT_WRITTEN = `Its batch was not written. With ${FUNCTIONS.quarantine} the row would go to quarantine`;

/** Rejection that ends its run, as `onInvalid: "fail"` demands. */
export class FatalRejection extends UnifiedStoreError {
  /** @param row names the row, and says why it is rejected */
  constructor(row: string) {
    super("validation", `${row}. ${NOT_WRITTEN}`);
  }
}
