import { type Paint, type Paints, paintsOf, type Terminal } from "../../../presentation/terminal/style";
import { type Cell, type Column, table } from "../../../presentation/terminal/table";
import { printable, widthOf } from "../../../presentation/terminal/width";
import { wrap } from "../../../presentation/terminal/wrap";
import { NOT_BEGUN } from "../words";

interface How {
  /** Spaces before each line. */
  indent?: number;
  /** Further spaces before all lines but the first. */
  hang?: number;
  paint?: Paint;
}

/** Lines for a terminal: none is wider than it, and names cannot make it do anything. */
export class Writer {
  readonly paints: Paints;
  private readonly lines: string[] = [];

  constructor(private readonly terminal: Terminal) {
    this.paints = paintsOf(terminal.colours);
  }

  say(text: string, { indent = 0, hang = 0, paint = (line) => line }: How = {}): void {
    const lines = wrap(plain(text), this.terminal.columns - indent - hang);
    this.lines.push(...lines.map((line, i) => " ".repeat(indent + (i === 0 ? 0 : hang)) + paint(line)));
  }

  /** What follows, and where it lies: beside it, or below where there is no room. */
  heading(title: string, place: string): void {
    const { bold, quiet } = this.paints;
    const [name, where] = [plain(title), plain(place)];
    if (widthOf(name) + 2 + widthOf(where) <= this.terminal.columns) {
      this.lines.push(`${bold(name)}  ${quiet(where)}`);
      return;
    }
    this.say(name, { paint: bold });
    this.say(where, { indent: 2, paint: quiet });
  }

  table(columns: readonly Column[], rows: readonly (readonly Cell[])[], indent = 2): void {
    if (rows.length === 0) {
      this.say(NOT_BEGUN, { indent });
      return;
    }
    const cells = rows.map((row) =>
      row.map((cell) => (typeof cell === "string" ? plain(cell) : { ...cell, text: plain(cell.text) })),
    );
    const text = table(columns, cells, this.terminal.columns - indent);
    const [headings, rule, ...lines] = text.split("\n").map((line) => " ".repeat(indent) + line);
    this.lines.push(headings!, this.paints.quiet(rule!), ...lines);
  }

  blank(): void {
    this.lines.push("");
  }

  toString(): string {
    return this.lines.join("\n");
  }
}

/**
 * Figures are not parted from their units on a page; whoever searches a log for them types a space.
 */
const plain = (text: string): string => printable(text.replaceAll("\u00a0", " "));
