import { elapsed, instant, rate } from "../../../presentation/figures";
import { type Terminal, terminalOf } from "../../../presentation/terminal/style";
import { type Commands, FUNCTIONS } from "../commands";
import { nextStepText } from "../next-step";
import { byTier, rowsPerSecond, totalsOf } from "../totals";
import type { MigrationPlan, MigrationReport, SourceFacts, TargetPlace } from "../types";
import { planVerdictOf, type Verdict, verdictOf } from "../verdict";
import { WORDS_OF_A_PLAN, wordsOf } from "../words";
import { differences, remarks } from "./remarks";
import { planTable, reportTable } from "./tables";
import { Writer } from "./writer";

/**
 * A run for a terminal: every table, what does not show in its counts, what to do now, and last the
 * verdict.
 */
export function reportText(
  report: MigrationReport,
  terminal: Terminal = terminalOf(process.stdout),
  commands: Commands = FUNCTIONS,
): string {
  const writer = new Writer(terminal);
  const words = wordsOf(report);
  writer.heading(`Run ${report.runId}`, `into ${placeOf(report.target)}`);
  writer.say(factsOf(report).join(" · "), { paint: writer.paints.quiet });
  files(writer, report.sources, (source) => {
    reportTable(writer, source, words);
    differences(writer, [...source.tables, ...source.derived]);
    remarks(writer, { ...source, tables: [...source.tables, ...source.derived] }, words);
  });
  if (report.error !== null) {
    writer.blank();
    writer.say(`Error: ${report.error}`, { hang: 2, paint: writer.paints.miss });
  }
  if (report.next.length > 0) {
    writer.blank();
    writer.say("What to do now:", { paint: writer.paints.bold });
    for (const each of report.next) writer.say(`- ${nextStepText(each, commands)}`, { indent: 2, hang: 2 });
  }
  conclude(writer, verdictOf(report));
  return writer.toString();
}

/**
 * A plan for a terminal: what would become of every table, which files are not known, and last
 * whether it can be run.
 */
export function planText(
  plan: MigrationPlan,
  terminal: Terminal = terminalOf(process.stdout),
  commands: Commands = FUNCTIONS,
): string {
  const writer = new Writer(terminal);
  writer.heading("Plan", `into ${placeOf(plan.target)}`);
  files(writer, plan.sources, (source) => {
    planTable(writer, source.tables, WORDS_OF_A_PLAN);
    remarks(writer, source, WORDS_OF_A_PLAN);
  });
  if (plan.unrecognised.length > 0) {
    writer.blank();
    writer.say("Files that are skipped:", { paint: writer.paints.bold });
    for (const { path, reason } of plan.unrecognised)
      writer.say(`${path}: ${reason}`, { indent: 2, hang: 2 });
  }
  if (plan.hints.length > 0) {
    writer.blank();
    for (const hint of plan.hints) writer.say(`! ${hint}`, { hang: 2, paint: writer.paints.caution });
  }
  conclude(writer, planVerdictOf(plan, commands));
  return writer.toString();
}

const placeOf = ({ engine, place }: TargetPlace): string =>
  `${engine === "sqlite" ? "SQLite" : "PostgreSQL"} at ${place}`;

function factsOf(report: MigrationReport): string[] {
  const { seconds, moved, quarantined } = totalsOf(report);
  const perSecond = rowsPerSecond(moved + quarantined, seconds);
  return [
    instant(report.startedAt),
    ...(report.dryRun ? ["dry run, nothing was written"] : []),
    ...(seconds === null ? [] : [elapsed(seconds)]),
    ...(perSecond === null ? [] : [rate(perSecond).replace("/", " rows/")]),
  ];
}

function files<S extends SourceFacts>(
  writer: Writer,
  sources: readonly S[],
  body: (source: S) => void,
): void {
  for (const { tier, meaning, sources: here } of byTier(sources)) {
    writer.blank();
    writer.say(`${tier} ${meaning}`, { paint: writer.paints.bold });
    for (const source of here) {
      const { source: kind, name, path } = source;
      writer.blank();
      writer.heading(name === kind ? kind : `${kind} ${name}`, path);
      body(source);
    }
  }
}

function conclude(writer: Writer, { tone, badge, sentence }: Verdict): void {
  writer.blank();
  writer.say(`${badge.slice(0, 1)} ${sentence}`, { hang: 2, paint: writer.paints[tone] });
}
