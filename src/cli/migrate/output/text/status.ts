import { lagText } from "../../../../data-migration/report/lag";
import { nextStepText } from "../../../../data-migration/report/next-step";
import { totalsOf } from "../../../../data-migration/report/totals";
import type { FollowState, MigrationReport } from "../../../../data-migration/report/types";
import { elapsed, instant, moment, whole } from "../../../../presentation/figures";
import { paintsOf, type Terminal, terminalOf } from "../../../../presentation/terminal/style";
import { left, right, table } from "../../../../presentation/terminal/table";
import { printable } from "../../../../presentation/terminal/width";
import { wrapped } from "../../../../presentation/terminal/wrap";
import type { TargetAddress } from "../../../target/target-address";
import { commandsFor, resumeLine } from "../follow-up";

interface Circumstances {
  target: TargetAddress;
  /** Whether the newest run says that it is under way, while its process is gone. */
  isCutOff: boolean;
}

const COLUMNS = [
  left("run"),
  left("status", { atLeast: 11 }),
  left("began", { dispensable: 1 }),
  right("took", { dispensable: 2 }),
  right("files", { dispensable: 3 }),
  right("rows"),
  right("moved"),
  right("in quarantine", { atLeast: 10 }),
];

/** The runs of a target, the newest first, and what to do now. @param reports at least one */
export function statusText(
  reports: readonly MigrationReport[],
  { target, isCutOff }: Circumstances,
  terminal: Terminal = terminalOf(process.stdout),
): string {
  const latest = reports[0]!;
  const { bold } = paintsOf(terminal.colours);
  const rows = reports.map((report) => {
    const { files, rows, moved, quarantined, seconds } = totalsOf(report);
    const status = report === latest && isCutOff ? "killed" : report.status.replaceAll("_", " ");
    return [
      ...[report.runId, status, instant(report.startedAt), plain(elapsed(seconds))],
      ...[files, rows, moved, quarantined].map(whole),
    ];
  });
  const advice = isCutOff
    ? cutOff(latest, target)
    : latest.next.map((step) => nextStepText(step, commandsFor(target)));
  return [
    table(COLUMNS, rows, terminal.columns),
    ...(latest.following === null
      ? []
      : ["", wrapped(`It follows its files: ${lagOf(latest.following)}.`, 0, terminal.columns)]),
    ...(latest.error === null ? [] : ["", `Error: ${printable(latest.error)}`]),
    ...(advice.length === 0
      ? []
      : [
          "",
          bold("What to do now:"),
          ...advice.map((each) => `  - ${wrapped(printable(each), 4, terminal.columns)}`),
        ]),
  ].join("\n");
}

/** The lag is no older than a few seconds while a process follows. */
const lagOf = (state: FollowState): string =>
  `${lagText(state)}${state.checkedAt === null ? "" : `, as of ${moment(state.checkedAt)}`}`;

const cutOff = ({ runId }: MigrationReport, target: TargetAddress): string[] => [
  `Its process is gone: \`${resumeLine(runId, target)}\` resumes it where it stopped.`,
];

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
