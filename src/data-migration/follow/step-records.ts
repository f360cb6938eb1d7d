import type { OpenSource } from "../files/open-sources";
import type { StepRecord } from "../ledger/steps";
import { emptyTally } from "../ledger/tally";
import type { Step } from "../read/step";
import type { FollowContext } from "./context";

/** A step whose counts are of no use. All rows are counted at the cutover, when none changes. */
export const uncountedStep = (context: FollowContext, source: OpenSource, step: Step): StepRecord => ({
  ...context.stepKeyOf(source, step),
  ...{ status: "copied", sourceRows: 0, position: null, tally: emptyTally() },
});

/** A step with all counts of rows at zero, since all its rows are counted again. */
export const recounted = (record: StepRecord): StepRecord => ({
  ...record,
  tally: { ...emptyTally(), batches: record.tally.batches, seconds: record.tally.seconds },
});
