import { widthOf } from "../../../src/presentation/terminal/width";

/**
 * A minimal terminal for progress output: lines that are overwritten, and a cursor that is visible
 * or hidden.
 */
export class Screen {
  readonly isTTY = true;
  readonly writes: string[] = [];
  widest = 0;
  cursorVisible = true;
  private lines: string[] = [""];
  private row = 0;

  constructor(
    public columns: number,
    public rows = 24,
  ) {}

  write(text: string): void {
    this.writes.push(text);
    const [start = "", ...rest] = text.split("\u001b");
    this.print(start);
    for (const part of rest) {
      const command = /^\[[?\d;]*[a-zA-Z]/.exec(part)?.[0] ?? "";
      this.obey(command);
      this.print(part.slice(command.length));
    }
  }

  /** The visible text, without the empty line of the cursor. */
  get text(): string[] {
    return this.lines.at(-1) === "" ? this.lines.slice(0, -1) : this.lines;
  }

  private print(text: string): void {
    text.split("\n").forEach((part, i) => {
      if (i > 0) this.row++;
      const line = (this.lines[this.row] ?? "") + part.replaceAll("\r", "");
      this.lines[this.row] = line;
      this.widest = Math.max(this.widest, widthOf(line));
    });
  }

  private obey(command: string): void {
    if (command === "[?25l") this.cursorVisible = false;
    else if (command === "[?25h") this.cursorVisible = true;
    else if (command === "[0J") this.lines.splice(this.row, Number.POSITIVE_INFINITY, "");
    else if (/^\[\d+A$/.test(command)) this.row -= Number.parseInt(command.slice(1), 10);
    else if (!/^\[\d+m$/.test(command)) throw new Error(`unexpected ${JSON.stringify(command)}`);
    if (this.row < 0) throw new Error("above the screen");
  }
}
