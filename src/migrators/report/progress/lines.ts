import { isFinished, type Task } from "./task";
import type { ProgressStream, View } from "./view";
import { beginText, endText, onTheWayText } from "./words";

const EVERY_MS = 10_000;

/** For logs: a line at the beginning and one at the end of each table, unless nothing is to last, and one every ten seconds between. */
export class LinesView implements View {
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly stream: ProgressStream,
    private readonly lasting: boolean,
  ) {}

  began(task: Task, now: number): void {
    if (this.lasting && !isFinished(task.latest)) this.write(beginText(task), now);
    else if (this.lastAt === Number.NEGATIVE_INFINITY) this.lastAt = now;
  }

  moved(task: Task, now: number): void {
    if (now - this.lastAt >= EVERY_MS) this.write(onTheWayText(task, now), now);
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
