/**
 * What a reader is told to do, in the words of what they use: calls of this library, or command
 * lines. Each is a text between backquotes.
 */
export interface Commands {
  /** Lists the runs of the target. */
  status(): string;
  resume(runId: string): string;
  rollBack(runId: string): string;
  /** Lists the rows of a run that are in quarantine. */
  listRejections(runId: string): string;
  cutOver(runId: string): string;
  /** Moves rows again that were in quarantine. */
  readonly retry: string;
  /** Lets rows that do not fit go to quarantine. */
  readonly quarantine: string;
  /** Follows the files. */
  readonly follow: string;
  /** Names the tenant of rows that name none. */
  readonly tenant: string;
}

/** For programs that call the functions of `unified-store/migrate`. */
export const FUNCTIONS: Commands = {
  status: () => "`migrationStatus(stores)`",
  resume: (runId) => `\`runMigration(stores, { …, resume: "${runId}" })\``,
  rollBack: (runId) => `\`rollbackMigration(stores, "${runId}")\``,
  listRejections: (runId) => `\`rejectedRows(stores, "${runId}")\``,
  cutOver: (runId) => `\`cutoverMigration(stores, "${runId}")\``,
  retry: "`retryRejectedRows`",
  quarantine: '`onInvalid: "quarantine"`',
  follow: "`follow: true`",
  tenant: "`tenant`",
};
