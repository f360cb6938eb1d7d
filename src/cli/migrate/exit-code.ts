import type { MigrationPlan, MigrationReport } from "../../data-migration/report/types";

/** How a command of `unified-store migrate` ends. */
export const EXIT = {
  /** All that was asked for is done: of a run, that all rows are moved and verified. */
  done: 0,
  failed: 1,
  /** The command line is invalid, or lacks something: nothing was moved. */
  usage: 2,
  /** It is done, and something needs a look: rows in quarantine, or left alone. */
  remains: 3,
} as const;

/** Of a run that ended by itself. */
export function exitCodeOf({ status }: MigrationReport): number {
  if (status === "done") return EXIT.done;
  return status === "done_with_quarantine" ? EXIT.remains : EXIT.failed;
}

/** As a run with the same options would end: it is refused, or leaves rows in quarantine. */
export function planExitCode({ sources, unrecognised, needsTenant }: MigrationPlan): number {
  if (unrecognised.some(({ unreadable }) => unreadable)) return EXIT.failed;
  if (sources.length === 0 || needsTenant.length > 0) return EXIT.usage;
  return sources.some(({ tables }) => tables.some(({ willNotFit }) => willNotFit > 0))
    ? EXIT.remains
    : EXIT.done;
}
