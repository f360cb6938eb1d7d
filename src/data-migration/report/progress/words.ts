import { elapsed, plural, rate, whole } from "../../../presentation/figures";
import { printable } from "../../../presentation/terminal/width";
import { type Phase, type ProgressEvent, speedOf, type Task, timeLeft } from "./task";

/** What is counted, and what is said while it is done and once it is. */
const PHASES: Record<Phase, { noun: string | null; doing: string; done: string }> = {
  snapshot: { noun: null, doing: "reading a snapshot", done: "snapshot read" },
  copy: { noun: "row", doing: "copying", done: "copied" },
  check: { noun: "row", doing: "checking", done: "checked" },
  indexes: { noun: null, doing: "building indexes", done: "indexes built" },
  verify: { noun: "row", doing: "verifying", done: "verified" },
  rollback: { noun: null, doing: "rolling back", done: "rolled back" },
  follow: { noun: "change", doing: "following", done: "applied" },
};

/** Figures are not parted from their units on a page; a terminal has plain spaces. */
const plain = (text: string): string => printable(text.replaceAll("\u00a0", " "));

/** Which table it is. */
export const nameOf = ({ tier, source, table, target }: ProgressEvent): string =>
  plain(
    [tier, source, table, target === undefined ? null : `to ${target}`]
      .filter((part) => part !== null && part !== "")
      .join(" "),
  );

export const phaseOf = ({ phase }: ProgressEvent): string => PHASES[phase].doing;

/** `52 %`, rounded down, so that only what is complete is 100 %. */
export const shareOf = ({ done, total }: ProgressEvent): string =>
  `${total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 100} %`;

export const speedText = (task: Task, now: number): string => {
  const speed = PHASES[task.latest.phase].noun === null ? null : speedOf(task, now);
  return speed === null ? "" : plain(rate(speed));
};

export const leftText = (task: Task, now: number): string => {
  const left = timeLeft(task, now);
  if (left === null) return "";
  const seconds = Math.ceil(left);
  return `${seconds < 60 ? `${seconds} s` : plain(elapsed(seconds))} left`;
};

/** `1,040/2,000`, or how far behind it is. */
export const countText = ({ phase, done, total }: ProgressEvent): string => {
  if (phase === "follow") return total > done ? `${plural(total - done, "row")} behind` : "up to date";
  return PHASES[phase].noun === null ? "" : `${whole(done)}/${whole(total)}`;
};

/** The line at the beginning. */
export function beginText({ latest }: Task): string {
  const { noun, doing } = PHASES[latest.phase];
  const what = noun === null || latest.phase === "follow" ? "" : ` ${plural(latest.total, noun)}`;
  const from = latest.done > 0 && what !== "" ? `, of which ${whole(latest.done)} are done already` : "";
  return `${nameOf(latest)}: ${doing}${what}${from}`;
}

/** A line on the way. */
export function onTheWayText(task: Task, now: number): string {
  const { latest } = task;
  const parts = [
    ...[phaseOf(latest), countText(latest), shareOf(latest)],
    ...[speedText(task, now), leftText(task, now)],
  ];
  return `${nameOf(latest)}: ${parts.filter((part) => part !== "").join(", ")}`;
}

/** The line at the end. */
export function endText(task: Task, now: number): string {
  const { latest, startedAt } = task;
  const { noun } = PHASES[latest.phase];
  if (noun !== null && latest.total === 0) return `${nameOf(latest)}: no ${noun}s`;
  const speed = speedText(task, now);
  return `${nameOf(latest)}: ${outcomeOf(task)} in ${plain(elapsed((now - startedAt) / 1000))}${speed === "" ? "" : ` (${speed})`}`;
}

/**
 * `2,000 rows copied`, or of a copy that had less to write, such as a second run,
 * `2,000 rows read, 3 written`.
 */
function outcomeOf({ latest, doneBefore, writtenBefore }: Task): string {
  const { noun, done } = PHASES[latest.phase];
  if (noun === null) return done;
  const count = latest.done - doneBefore;
  const written = latest.written === undefined ? count : latest.written - writtenBefore;
  return written === count
    ? `${plural(count, noun)} ${done}`
    : `${plural(count, noun)} read, ${whole(written)} written`;
}
