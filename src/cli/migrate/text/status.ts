import { totalsOf } from "../../../migrators/report/totals";
import type { MigrationReport } from "../../../migrators/report/types";
import { elapsed, instant, whole } from "../../../presentation/figures";
import { paintsOf, type Terminal, terminalOf } from "../../../presentation/terminal/style";
import { left, right, table } from "../../../presentation/terminal/table";
import { printable } from "../../../presentation/terminal/width";
import { wrapped } from "../../../presentation/terminal/wrap";
import { resumeLine } from "../follow-up";
import type { TargetAddress } from "../target";

interface Circumstances {
  target: TargetAddress;
  /** Whether the newest run says that it goes on, while its process is gone. */
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

/** The runs of a target, the newest first, and what to do now. */
export function statusText(
  reports: readonly MigrationReport[],
  { target, isCutOff }: Circumstances,
  terminal: Terminal = terminalOf(process.stdout),
): string {
  const [latest] = reports;
  if (latest === undefined) return "This target has no runs.";
  const { bold } = paintsOf(terminal.colours);
  const rows = reports.map((report) => {
    const { files, rows, moved, quarantined, seconds } = totalsOf(report);
    const status = report === latest && isCutOff ? "cut off" : report.status.replaceAll("_", " ");
    return [
      ...[report.runId, status, instant(report.startedAt), plain(elapsed(seconds))],
      ...[files, rows, moved, quarantined].map(whole),
    ];
  });
  const advice = isCutOff ? cutOff(latest, target) : latest.next;
  return [
    table(COLUMNS, rows, terminal.columns),
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

const cutOff = ({ runId }: MigrationReport, target: TargetAddress): string[] => [
  `Its process is gone: \`${resumeLine(runId, target)}\` goes on where it stopped.`,
];

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
