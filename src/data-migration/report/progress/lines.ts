import { plural } from "../../../presentation/figures";
import { lagText } from "../lag";
import { isFinished, type Task } from "./task";
import type { ProgressStream, View } from "./view";
import { beginText, endText, nameOf, onTheWayText } from "./words";

const EVERY_MS = 10_000;

/**
 * For logs: a line at the beginning and one at the end of each table, unless nothing is to last,
 * and one every ten seconds between. What is followed has no end: there is one line for all files,
 * also while nothing changes.
 */
export class LinesView implements View {
  private lastAt = Number.NEGATIVE_INFINITY;
  private readonly followed = new FollowedTasks();

  constructor(
    private readonly stream: ProgressStream,
    private readonly lasting: boolean,
  ) {}

  began(task: Task, now: number): void {
    if (task.latest.phase === "follow") this.followed.take(task, now);
    if (this.lasting && !isFinished(task.latest)) this.write(beginText(task), now);
    else if (this.lastAt === Number.NEGATIVE_INFINITY) this.lastAt = now;
  }

  moved(task: Task, now: number): void {
    const follows = task.latest.phase === "follow";
    if (follows) this.followed.take(task, now);
    if (now - this.lastAt < EVERY_MS) return;
    this.write(follows ? this.followed.text : onTheWayText(task, now), now);
  }

  ended(task: Task, now: number): void {
    if (this.lasting) this.write(endText(task, now), now);
  }

  say(line: string): void {
    this.stream.write(`${line}\n`);
  }

  stop(): void {}

  private write(line: string, now: number): void {
    this.lastAt = now;
    this.say(line);
  }
}

/** All that is followed, in one line. */
class FollowedTasks {
  private readonly applied = new Map<Task, number>();
  private lastAppliedAt: string | null = null;

  take(task: Task, now: number): void {
    const before = this.applied.get(task) ?? task.doneBefore;
    const { done } = task.latest;
    if (done > before) this.lastAppliedAt = new Date(now).toISOString();
    this.applied.set(task, done);
  }

  get text(): string {
    const tasks = [...this.applied.keys()];
    const behind = tasks.reduce((sum, { latest }) => sum + Math.max(0, latest.total - latest.done), 0);
    const applied = tasks.reduce((sum, { latest, doneBefore }) => sum + latest.done - doneBefore, 0);
    const what = tasks.length === 1 ? nameOf(tasks[0]!.latest) : plural(tasks.length, "file");
    const state = { behind, lastAppliedAt: this.lastAppliedAt, checkedAt: null, stage: "following" } as const;
    return `${what}: following, ${plural(applied, "change")} applied, ${lagText(state)}`;
  }
}
