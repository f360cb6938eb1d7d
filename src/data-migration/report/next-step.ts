import { type Commands, FUNCTIONS } from "./commands";

/** What an operator can do now with a run. */
export type NextAction =
  /** Look at the rows in quarantine, and move them once they are mended. */
  | "list_rejections"
  | "resume"
  | "resume_or_roll_back"
  /** Rows differ from the source. */
  | "roll_back"
  | "complete_rollback"
  /** A row that does not fit ended the run. */
  | "mend_row"
  | "cut_over";

/** What to do now, or what to know before. */
export type NextStep = { action: NextAction; runId: string } | { action: "note"; text: string };

export const note = (text: string): NextStep => ({ action: "note", text });

const SENTENCES: { [A in NextAction]: (runId: string, commands: Commands) => string } = {
  list_rejections: (runId, { listRejections, retry }) =>
    `${listRejections(runId)} lists the rows in quarantine; mended rows are retried with ${retry}.`,
  resume: (runId, { resume }) => `${resume(runId)} resumes the run where it stopped.`,
  resume_or_roll_back: (runId, { resume, rollBack }) =>
    `Mend the cause and resume the run with ${resume(runId)}, or roll it back with ${rollBack(runId)}.`,
  roll_back: (runId, { rollBack }) => `Rows differ: ${rollBack(runId)} restores the target as it was.`,
  complete_rollback: (runId, { rollBack }) => `${rollBack(runId)} completes a rollback that was interrupted.`,
  mend_row: (runId, commands) => `A row ended the run: ${insteadOfResuming(runId, commands)}.`,
  cut_over: (runId, { cutOver }) =>
    `When the application has stopped writing to the old files, ${cutOver(runId)} ends the run.`,
};

/** Resuming reads the same row again, and is refused once the file has changed. */
export const insteadOfResuming = (runId: string, { rollBack, quarantine }: Commands): string =>
  `roll it back with ${rollBack(runId)}, mend the row or use ${quarantine}, and run again`;

/** The sentence of a step. @param commands Default: calls of this library */
export const nextStepText = (step: NextStep, commands: Commands = FUNCTIONS): string =>
  step.action === "note" ? step.text : SENTENCES[step.action](step.runId, commands);
