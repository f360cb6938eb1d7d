import type { OpenSource } from "../files/open-sources";
import type { Position } from "../read/position";
import type { Step } from "../read/step";
import type { FollowContext } from "./context";
import { deleteOrphans } from "./delete-orphans";
import type { Affected, LiveFile, Window } from "./file/live-file";
import { Pass } from "./pass";
import { reconcile } from "./reconcile";
import { type Reread, reread } from "./reread";
import { uncountedStep } from "./step-records";

/** More rows than this are not held in memory at once. */
const MOST_ROWS = 20_000;

interface ChangedRows {
  source: OpenSource;
  rereads: Reread[];
}

/**
 * Applies the next part of a file's log of changes, and notes its position. Where the part concerns
 * too many rows, the whole file is reconciled instead.
 *
 * @returns whether there was a part
 */
export async function applyNextChanges(context: FollowContext, live: LiveFile): Promise<boolean> {
  const { signal } = context.options;
  const after = live.sources[0]?.record.followed?.position ?? 0;
  const found = await live.read(() => {
    const window = live.window(after);
    return window && { window, changed: changedRows(context, live, window) };
  }, signal);
  if (found === null) return false;
  if (found.changed) for (const each of found.changed) await apply(context, each);
  else for (const source of live.sources) await reconcile(context, { live, source }, { locked: false });
  await notePosition(context, live, found.window.upTo);
  return true;
}

/** The rows that a part of the log may have changed, as they are now. Null if they are too many. */
function changedRows(context: FollowContext, live: LiveFile, window: Window): ChangedRows[] | null {
  const affected = live.affected(window);
  let rows = 0;
  for (const each of affected) {
    rows += each.positions?.length ?? live.file.countOf(each.step);
    if (rows > MOST_ROWS || !areDeletionsKnown(live, each)) return null;
  }
  return live.sources
    .map((source) => ({
      source,
      rereads: affected
        .filter((each) => each.source === source.source)
        .map(({ step, positions }) =>
          reread(context, { source, step }, positions ?? allPositions(live, step)),
        ),
    }))
    .filter(({ rereads }) => rereads.length > 0);
}

/** Without rowids the log does not tell which rows were deleted. */
const areDeletionsKnown = ({ file }: LiveFile, { step, positions }: Affected): boolean =>
  positions !== null || step.derived !== undefined || file.catalogue.hasRowids(step.table);

const allPositions = ({ file }: LiveFile, step: Step): Position[] => file.positionsWhere(step, "true");

async function apply(context: FollowContext, { source, rereads }: ChangedRows): Promise<void> {
  const pass = new Pass(context, source);
  for (const each of rereads) await pass.noteEarlier(each);
  for (const each of rereads) {
    await pass.removeFromQuarantine(each);
    await pass.write(each, uncountedStep(context, source, each.step));
  }
  await deleteOrphans(context, pass.orphans);
}

async function notePosition(context: FollowContext, live: LiveFile, position: number): Promise<void> {
  const appliedAt = new Date().toISOString();
  for (const { record } of live.sources)
    if (record.followed) record.followed = { ...record.followed, position, appliedAt };
  const { run, ledger } = context;
  await ledger.runs.update(run.id, { sources: run.sources });
}
