import { plural } from "../../../presentation/figures";
import type { RunRecord } from "../../ledger/run-record";
import type { FollowState } from "../../report/types";
import type { FollowContext } from "../context";
import type { LiveFile } from "./live-file";

/** How often the ledger is updated while nothing changes: so it tells that the run is alive. */
const NOTED_EVERY_MS = 5000;
/** How often progress is reported, whether something changes or not. */
const TOLD_EVERY_MS = 1000;

/**
 * Lag. How far a run is behind its files. It is noted in the ledger, where other processes see it,
 * and reported as progress.
 */
export class Lag {
  private toldAt = Number.NEGATIVE_INFINITY;
  private notedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly context: FollowContext,
    private readonly files: readonly LiveFile[],
  ) {}

  /** @param applied whether changes were applied just now */
  async update(applied: boolean): Promise<void> {
    const now = performance.now();
    if (!applied && now - this.toldAt < TOLD_EVERY_MS) return;
    this.toldAt = now;
    const total = await this.tell();
    // The position was noted when the changes were applied. This notes how many are left.
    if (!applied && now - this.notedAt < NOTED_EVERY_MS) return;
    if (applied && total > 0 && now - this.notedAt < TOLD_EVERY_MS) return;
    this.notedAt = now;
    const { run, ledger } = this.context;
    await ledger.runs.update(run.id, { sources: run.sources });
  }

  /** @returns how many changes wait, over all files */
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

/** The lag as it is in the ledger. Null for a run that does not follow, or has ended. */
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

/** What happens at a stage of a cutover. Null for other stages. */
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
