import { type Clock, systemClock } from "../../../core/clock";
import { terminalOf } from "../../../presentation/terminal/style";
import { printable } from "../../../presentation/terminal/width";
import { BarsView } from "./bars";
import { LinesView } from "./lines";
import { isFinished, keyOf, type ProgressEvent, type Task } from "./task";
import type { ProgressStream, View } from "./view";

export type { Phase, ProgressEvent } from "./task";
export type { ProgressStream } from "./view";

export interface ProgressOptions {
  /** Where it is shown. Default: stderr, so that stdout has what programs read. */
  stream?: ProgressStream;
  clock?: Clock;
  /** NO_COLOR and TERM are asked of it. Default: the environment of the process. */
  env?: NodeJS.ProcessEnv;
  /**
   * Whether a line stays of each table: not where a report follows that tells the same. Default
   * true.
   */
  lasting?: boolean;
}

/**
 * Shows how far a run is: on a terminal a bar for each table, drawn in place, and elsewhere lines
 * for a log. `stop()` in a `finally`, or `using`, gives the terminal back as it was.
 *
 * @example
 * using progress = new ProgressDisplay();
 * const step = { tier: "P0", source: "memory", table: "memory_items", phase: "copy" };
 * progress.update({ ...step, done: 500, total: 2000 });
 */
export class ProgressDisplay implements Disposable {
  private readonly tasks = new Map<string, Task>();
  private readonly view: View;
  private readonly now: () => number;
  private isStopped = false;

  constructor(options: ProgressOptions = {}) {
    const { stream = process.stderr, clock = systemClock, env = process.env, lasting = true } = options;
    this.now = () => clock().getTime();
    const { colours } = terminalOf(stream, env);
    const drawsInPlace = stream.isTTY === true && env.TERM !== "dumb";
    this.view = drawsInPlace
      ? new BarsView(stream, { colours, now: this.now, lasting })
      : new LinesView(stream, lasting);
  }

  /** Takes an event as often as they come: it is shown no more often than can be read. */
  update(event: ProgressEvent): void {
    if (this.isStopped) return;
    const now = this.now();
    const key = keyOf(event);
    const task = this.tasks.get(key);
    const over = isFinished(event);
    if (task?.finished && over) return;
    // What has been finished and is not, is done once more.
    if (task === undefined || task.finished) {
      const task: Task = {
        ...{ latest: event, startedAt: now, finished: over },
        ...{ doneBefore: over ? 0 : event.done, writtenBefore: over ? 0 : (event.written ?? 0) },
      };
      this.tasks.set(key, task);
      this.view.began(task, now);
      if (over) this.view.ended(task, now);
      return;
    }
    task.latest = event;
    task.finished = over;
    if (over) this.view.ended(task, now);
    else this.view.moved(task, now);
  }

  /** Shows a line that stays, above the bars. */
  say(text: string): void {
    if (!this.isStopped) this.view.say(printable(text));
  }

  /** Shows how far it is once more, and gives the terminal back; nothing is shown any more. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.view.stop();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}
