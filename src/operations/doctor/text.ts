import { list, plural, timing } from "../../presentation/figures";
import { type Paints, paintsOf, type Terminal, terminalOf } from "../../presentation/terminal/style";
import { printable } from "../../presentation/terminal/width";
import { wrap } from "../../presentation/terminal/wrap";
import { LEVELS } from "./diagnosis";
import type { Diagnosis, Finding, FindingLevel } from "./types";

const SIGNS: Record<FindingLevel, string> = { error: "✗", warning: "!", info: "·" };
const HEADINGS: Record<FindingLevel, string> = { error: "Errors", warning: "Warnings", info: "Facts" };

/**
 * A diagnosis for a terminal: the findings by level, each with its cure, and last the verdict.
 *
 * @param terminal its width and colours. Default: those of stdout.
 * @example
 * console.log(diagnosisText(await diagnose(stores)));
 */
export function diagnosisText(
  { engine, place, durationMs, checks, findings, counts }: Diagnosis,
  terminal: Terminal = terminalOf(process.stdout),
): string {
  const paints = paintsOf(terminal.colours);
  const name = `${engine.name === "sqlite" ? "SQLite" : "PostgreSQL"}${engine.version ? ` ${engine.version}` : ""}`;
  const lines = [
    ...block(place === "in memory" ? `${name} in memory` : `${name} at ${place}`, terminal, {
      paint: paints.bold,
    }),
    ...block(`${plural(checks.length, "check")} in ${timing(durationMs)}`, terminal, { paint: paints.quiet }),
  ];
  for (const level of LEVELS) {
    const these = findings.filter((each) => each.level === level);
    if (these.length === 0) continue;
    lines.push("", paints.bold(HEADINGS[level]));
    for (const each of these) lines.push(...findingLines(each, terminal, paints));
  }
  const paint = counts.error > 0 ? paints.miss : counts.warning > 0 ? paints.caution : paints.pass;
  return [...lines, "", ...block(verdictOf(counts), terminal, { paint })].join("\n");
}

interface How {
  indent?: number;
  hang?: number;
  paint?: (line: string) => string;
}

function block(text: string, { columns }: Terminal, { indent = 0, hang = 0, paint = (line) => line }: How) {
  return wrap(plain(text), columns - indent - hang).map(
    (line, i) => " ".repeat(indent + (i === 0 ? 0 : hang)) + paint(line),
  );
}

function findingLines({ id, level, found, cure }: Finding, terminal: Terminal, paints: Paints): string[] {
  const paint = { error: paints.miss, warning: paints.caution, info: (line: string) => line }[level];
  return [
    ...block(`${SIGNS[level]} ${id}: ${found}`, terminal, { hang: 2, paint }),
    ...(cure === null ? [] : block(cure, terminal, { indent: 4, paint: paints.quiet })),
  ];
}

function verdictOf({ error, warning, info }: Record<FindingLevel, number>): string {
  if (error + warning === 0) return `✓ All is well: ${plural(info, "fact")}.`;
  const bad = [
    ...(error === 0 ? [] : [plural(error, "error")]),
    ...(warning === 0 ? [] : [plural(warning, "warning")]),
  ];
  return `${error > 0 ? "✗" : "!"} ${list(bad)}. docs/doctor.md explains each.`;
}

/** Figures are not parted from their units on a page; whoever searches a log types a space. */
const plain = (text: string): string => printable(text.replaceAll("\u00a0", " "));
