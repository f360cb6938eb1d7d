import { commandLine, programLine } from "../../../command-line/invocation";
import type { Commands } from "../../../data-migration/report/commands";
import type { TargetAddress } from "../../target/target-address";

/** The one that resumes a run. */
export const resumeLine = (runId: string, { options }: TargetAddress): string =>
  commandLine("migrate", "run", "--resume", runId, ...options);

/**
 * Commands as this user types them, and with this target: they can be run as they stand, but for
 * passwords, which are left out.
 */
export function commandsFor(target: TargetAddress | undefined): Commands {
  const line = (...words: string[]): string =>
    target
      ? `\`${commandLine("migrate", ...words, ...target.options)}\``
      : `\`${programLine()} migrate ${words.join(" ")} --to …\``;
  return {
    status: () => line("status"),
    resume: (runId) => line("run", "--resume", runId),
    rollBack: (runId) => line("rollback", runId),
    listRejections: (runId) => line("rejections", runId),
    cutOver: (runId) => line("cutover", runId),
    retry: "--retry",
    quarantine: "--on-invalid quarantine",
    follow: "--follow",
    tenant: "--tenant",
  };
}
