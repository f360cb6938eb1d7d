import { moment, plural } from "../../presentation/figures";
import type { FollowState } from "./types";

/** `12 rows behind, last change applied 2026-03-01 09:30:12 UTC` */
export function lagText(state: FollowState | null): string {
  if (state === null) return "how far behind it is, is not known";
  const { behind, lastAppliedAt } = state;
  const lag = behind === 0 ? "up to date" : `${plural(behind, "row")} behind`;
  return `${lag}, ${lastAppliedAt === null ? "no change applied so far" : `last change applied ${moment(lastAppliedAt)}`}`;
}
