import { EXIT } from "../../command-line/exit-code";
import type { MigrationPlan, MigrationReport } from "../../data-migration/report/types";

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
