/** What is said of rows, which a dry run has not moved. */
export interface Words {
  /** For headings and labels. */
  moved: string;
  quarantined: string;
  /** Behind a number of rows. */
  areInQuarantine(rows: number): string;
}

const OF_A_RUN: Words = {
  moved: "moved",
  quarantined: "in quarantine",
  areInQuarantine: (rows) => `${rows === 1 ? "is" : "are"} in quarantine`,
};

const OF_A_DRY_RUN: Words = {
  moved: "would move",
  quarantined: "would not fit",
  areInQuarantine: () => "would go to quarantine",
};

export const wordsOf = ({ dryRun }: { dryRun: boolean }): Words => (dryRun ? OF_A_DRY_RUN : OF_A_RUN);
