import { plural } from "../../presentation/figures";
import type { RunRecord } from "../ledger/ledger";
import type { FollowState } from "../report/types";
import type { FollowContext } from "./context";
import type { LiveFile } from "./live-file";

/** While nothing happens the ledger still tells that somebody looks. */
const NOTED_EVERY_MS = 5000;
/** Progress is told of as often, whether something changes or not. */
const TOLD_EVERY_MS = 1000;

/** How far behind its files a run is: noted in the ledger, where other processes see it, and told as progress. */
export class Lag {
  private toldAt = Number.NEGATIVE_INFINITY;
  private notedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly context: FollowContext,
    private readonly files: readonly LiveFile[],
  ) {}

  /** @param applied whether something was applied just now */
  async look(applied: boolean): Promise<void> {
    const now = performance.now();
    if (!applied && now - this.toldAt < TOLD_EVERY_MS) return;
    this.toldAt = now;
    const total = await this.tell();
    // What was applied is noted with its position; this is how much is left.
    if (!applied && now - this.notedAt < NOTED_EVERY_MS) return;
    if (applied && total > 0 && now - this.notedAt < TOLD_EVERY_MS) return;
    this.notedAt = now;
    const { run, ledger } = this.context;
    await ledger.updateRun(run.id, { sources: run.sources });
  }

  /** @returns how many changed rows wait, over all files */
  private async tell(): Promise<number> {
    const { onProgress } = this.context.options;
    const checkedAt = new Date().toISOString();
    let total = 0;
    for (const file of this.files) {
      const position = file.sources[0]?.record.followed?.position ?? 0;
      const behind = await file.pending(position);
      total += behind;
      for (const { record, source } of file.sources) {
        if (record.followed) record.followed = { ...record.followed, behind, checkedAt };
        onProgress({
          ...{ tier: source.tier, source: record.name, table: null, phase: "follow" },
          ...{ done: position, total: position + behind },
        });
      }
    }
    return total;
  }
}

/** What the ledger knows of it; null for a run that does not follow, or has ended. */
export function followStateOf({
  status,
  sources,
}: Pick<RunRecord, "status" | "sources">): FollowState | null {
  const files = new Map(sources.map(({ path, followed }) => [path, followed]));
  const all = [...files.values()].flatMap((followed) => followed ?? []);
  const isOver = status.startsWith("done") || status.startsWith("roll");
  if (all.length === 0 || isOver) return null;
  const latest = (times: readonly (string | undefined)[]): string | null =>
    times.reduce<string | null>((last, time) => (time && (!last || time > last) ? time : last), null);
  const [{ stage } = { stage: "copying" as const }] = all;
  return {
    behind: all.reduce((sum, { behind = 0 }) => sum + behind, 0),
    lastAppliedAt: latest(all.map(({ appliedAt }) => appliedAt)),
    checkedAt: latest(all.map(({ checkedAt }) => checkedAt)),
    stage: all.some((each) => each.stage === "copying") ? "copying" : stage,
  };
}

/** What is done, or waited for, at a stage of a cutover. */
export function stageText(stage: FollowState["stage"], files: number): string | null {
  const these = plural(files, "file");
  switch (stage) {
    case "locking":
      return `Cutover: locking ${these}. Transactions of their writers have to end first; from now on writers wait.`;
    case "applying":
      return `Cutover: ${these} locked. Applying the changes that are left.`;
    case "comparing":
      return "Cutover: comparing all rows of the files with what was moved.";
    case "verifying":
      return "Cutover: verifying every row of the target.";
    default:
      return null;
  }
}
