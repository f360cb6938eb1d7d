import { stripVTControlCharacters } from "node:util";
import { type Paints, paintsOf } from "../../../presentation/terminal/style";
import { cut, widthOf } from "../../../presentation/terminal/width";
import { barLine } from "./bar-line";
import type { Task } from "./task";
import type { ProgressStream, View } from "./view";
import { endText } from "./words";

/** Numbers that change faster cannot be read. */
const EVERY_MS = 100;
/** Draws in one second at most, those for beginnings and ends included; `stop()` adds one. */
const MOST_DRAWS = 24;
/** Speed and time left also change while nothing is heard. */
const IDLE_MS = 1000;
/** Bars below each other at most; what is higher than the terminal could not be drawn in place. */
const MOST_BARS = 8;

/** What a line stays of. */
const LASTING: ReadonlySet<string> = new Set(["copy", "check", "verify"]);

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_BELOW = "\x1b[0J";
const up = (rows: number): string => (rows === 0 ? "" : `\x1b[${rows}A`);

/**
 * For a terminal: a bar for each table at work, drawn in place; a line stays of each that was
 * copied or verified.
 */
export class BarsView implements View {
  private readonly active = new Set<Task>();
  private readonly paints: Paints;
  /** Lines that stay, and are not yet drawn. */
  private lasting: string[] = [];
  /** The widths of the lines of bars on the screen. */
  private onScreen: number[] = [];
  private draws: number[] = [];
  private timer: NodeJS.Timeout | undefined;
  private hasHidden = false;

  constructor(
    private readonly stream: ProgressStream,
    private readonly options: { colours: boolean; now(): number; lasting: boolean },
  ) {
    this.paints = paintsOf(options.colours);
  }

  began(task: Task, now: number): void {
    this.active.add(task);
    this.request(now, true);
  }

  moved(_task: Task, now: number): void {
    this.request(now, false);
  }

  ended(task: Task, now: number): void {
    this.active.delete(task);
    if (this.options.lasting && LASTING.has(task.latest.phase))
      this.lasting.push(`${this.paints.pass("✓")} ${cut(endText(task, now), this.columns - 2)}`);
    this.request(now, true);
  }

  say(line: string): void {
    this.lasting.push(line);
    this.request(this.options.now(), true);
  }

  stop(): void {
    if (!this.hasHidden && this.lasting.length === 0) return;
    this.draw(this.options.now());
    clearTimeout(this.timer);
    this.stream.write(SHOW_CURSOR);
  }

  /** In the last column some terminals begin a new line by themselves. */
  private get columns(): number {
    return Math.max(1, (this.stream.columns || 80) - 1);
  }

  /** Draws now, or as soon as it may. @param soon whether something began or ended */
  private request(now: number, soon: boolean): void {
    this.draws = this.draws.filter((at) => now - at < 1000);
    const last = this.draws.at(-1) ?? Number.NEGATIVE_INFINITY;
    const full = this.draws.length < MOST_DRAWS ? 0 : (this.draws[0] ?? now) + 1000 - now;
    const wait = Math.max(full, soon ? 0 : last + EVERY_MS - now);
    if (wait <= 0) this.draw(now);
    else this.drawIn(wait);
  }

  private drawIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(this.options.now()), ms).unref();
  }

  private draw(now: number): void {
    this.draws.push(now);
    const bars = this.bars(now);
    const text = [...this.lasting, ...bars].map((line) => `${line}\n`).join("");
    const hide = this.hasHidden ? "" : HIDE_CURSOR;
    this.hasHidden = true;
    this.stream.write(`${hide}${up(this.rowsOnScreen())}\r${CLEAR_BELOW}${text}`);
    this.lasting = [];
    this.onScreen = bars.map(widthOfPainted);
    if (this.active.size > 0) this.drawIn(IDLE_MS);
    else clearTimeout(this.timer);
  }

  private bars(now: number): string[] {
    const tasks = [...this.active];
    const room = { now, columns: this.columns, paints: this.paints };
    const most = Math.max(1, Math.min(MOST_BARS, (this.stream.rows || 24) - 2));
    const bars = tasks.slice(0, most).map((task) => barLine(task, room));
    const more = tasks.length - bars.length;
    return more > 0 ? [...bars, cut(`and ${more} more`, this.columns)] : bars;
  }

  /** A terminal that has become narrower has broken the lines. */
  private rowsOnScreen(): number {
    const columns = this.stream.columns || 80;
    return this.onScreen.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
  }
}

const widthOfPainted = (line: string): number => widthOf(stripVTControlCharacters(line));
