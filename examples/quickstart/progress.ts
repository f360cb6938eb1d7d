const REDRAW_MS = 40;
const BAR_WIDTH = 28;

/** How far the rows are: on a terminal a bar that is drawn again in place, elsewhere a line for each label. */
export class Progress {
  private done = 0;
  private label = "";
  private labelFrom = 0;
  private drawnAt = 0;
  private readonly startedAt = performance.now();
  private readonly inPlace: boolean;

  constructor(
    private readonly total: number,
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {
    this.inPlace = Boolean(out.isTTY) && process.env.TERM !== "dumb";
  }

  /** Names what comes next. */
  begin(label: string): void {
    this.label = label;
    this.labelFrom = this.done;
    this.draw();
  }

  step(rows: number): void {
    this.done += rows;
    if (this.inPlace && performance.now() - this.drawnAt >= REDRAW_MS) this.draw();
  }

  /** Ends what `begin` has named. */
  end(): void {
    if (this.inPlace) this.draw();
    else this.out.write(`  ${this.label}: ${format(this.done - this.labelFrom)} rows read\n`);
  }

  finish(): void {
    const seconds = (performance.now() - this.startedAt) / 1000;
    const line = `  ${format(this.done)} rows in ${seconds.toFixed(2)} s, ${format(this.done / seconds)} rows/s`;
    this.out.write(`${this.inPlace ? "\r\x1b[K" : ""}${line}\n`);
  }

  private draw(): void {
    if (!this.inPlace) return;
    this.drawnAt = performance.now();
    const share = this.total === 0 ? 1 : Math.min(1, this.done / this.total);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    const rate = (this.done / Math.max(1, this.drawnAt - this.startedAt)) * 1000;
    const figures = `${format(this.done)} of ${format(this.total)} rows, ${format(rate)} rows/s`;
    // Wider than the terminal it would wrap, and the next one could not overwrite it.
    const line = `  ${bar}  ${figures}, ${this.label}`.slice(0, (this.out.columns || 80) - 1);
    this.out.write(`\r\x1b[K${line}`);
  }
}

/** 1234.5 as 1,235. */
export const format = (value: number): string => Math.round(value).toLocaleString("en-US");
