import type { Diagnosis, Finding, FindingLevel } from "./types";

/** The worst first. */
export const LEVELS: readonly FindingLevel[] = ["error", "warning", "info"];

/** A diagnosis with its findings in order and counted. */
export function diagnosisOf(facts: Omit<Diagnosis, "counts">): Diagnosis {
  const of = (level: FindingLevel): Finding[] => facts.findings.filter((each) => each.level === level);
  return {
    ...facts,
    findings: LEVELS.flatMap(of),
    counts: { error: of("error").length, warning: of("warning").length, info: of("info").length },
  };
}
