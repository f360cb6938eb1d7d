/** What is said of rows: that they were moved, would be, or will be. */
export interface Words {
  /** For headings and labels. */
  moved: string;
  quarantined: string;
  /** Behind a number of rows. */
  areInQuarantine(rows: number): string;
  /** Behind a number of values or rows. */
  wereNotMoved(count: number): string;
  areKept(values: number): string;
  lostSomething: string;
  areInAnotherForm(values: number): string;
}

/** Of a file of which the run has read no table. */
export const NOT_BEGUN = "Not started: the run ended before it.";

const OF_A_RUN: Words = {
  moved: "moved",
  quarantined: "in quarantine",
  areInQuarantine: (rows) => `${rows === 1 ? "is" : "are"} in quarantine`,
  wereNotMoved: (count) => `${count === 1 ? "was" : "were"} not moved`,
  areKept: (values) => `${values === 1 ? "is" : "are"} kept in the rows’ JSON`,
  lostSomething: "lost something on the way",
  areInAnotherForm: (values) => `${values === 1 ? "is" : "are"} stored in another form`,
};

const of = (verb: "would" | "will"): Words => ({
  moved: `${verb} move`,
  quarantined: `${verb} not fit`,
  areInQuarantine: () => `${verb} go to quarantine`,
  wereNotMoved: () => `${verb} not be moved`,
  areKept: () => `${verb} be kept in the rows’ JSON`,
  lostSomething: `${verb} lose something on the way`,
  areInAnotherForm: () => `${verb} be stored in another form`,
});

const OF_A_DRY_RUN = of("would");

export const WORDS_OF_A_PLAN = of("will");

export const wordsOf = ({ dryRun }: { dryRun: boolean }): Words => (dryRun ? OF_A_DRY_RUN : OF_A_RUN);
