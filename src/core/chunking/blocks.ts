import { type Block, firstVisible, type Range, trimmedEnd } from "./piece";

/** How a text is read: Markdown has headings, code, lists and tables; text only paragraphs. */
export type TextFormat = "markdown" | "text";

const ATX_HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const SETEXT_UNDERLINE = /^ {0,3}(?:(=+)|-+)[ \t]*$/;
/** At any indentation: code within a list is indented by more than three spaces. */
const FENCE = /^[ \t]*(`{3,}|~{3,})/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
/** A paragraph is interrupted by a list only where it cannot be a number at a line's start. */
const INTERRUPTING_ITEM = /^ {0,3}(?:[-*+]|1[.)])[ \t]/;
const TABLE_ROW = /^[ \t]*\|/;
const FRONT_MATTER = /^---[ \t]*$/;
const FRONT_MATTER_END = /^(?:---|\.\.\.)[ \t]*$/;
const MOST_FRONT_MATTER_LINES = 200;

/** Characters of a heading that are kept. */
const MOST_HEADING = 200;

/** The lines of a text without their ends: LF, CRLF or CR. */
export function* linesOf(text: string, { start, end }: Range = { start: 0, end: text.length }) {
  const ends = /\r\n|\n|\r/g;
  ends.lastIndex = start;
  for (let from = start; from < end; ) {
    const found = ends.exec(text);
    if (!found || found.index >= end) {
      yield { start: from, end };
      return;
    }
    yield { start: from, end: found.index };
    from = ends.lastIndex;
  }
}

/** The blocks of a text, in order. Every character that is not white space is in one. */
export function blocksOf(text: string, format: TextFormat): Block[] {
  const scan = new BlockScan(text);
  const lines = [...linesOf(text)];
  const markdown = format === "markdown";
  const first = markdown ? scan.frontMatter(lines) : 0;
  for (const line of first === 0 ? lines : lines.slice(first)) {
    if (markdown) scan.markdown(line);
    else scan.plain(line);
  }
  scan.close();
  return scan.blocks;
}

class BlockScan {
  readonly blocks: Block[] = [];
  private open: Block | null = null;
  /** The mark that ends the open code; null outside of code. */
  private fence: string | null = null;

  constructor(private readonly text: string) {}

  /** Takes metadata at the beginning, between two lines of `---`, and returns their number. */
  frontMatter(lines: readonly Range[]): number {
    if (lines.length === 0 || !FRONT_MATTER.test(this.lineAt(lines[0]!))) return 0;
    const most = Math.min(lines.length, MOST_FRONT_MATTER_LINES);
    for (let i = 1; i < most; i++) {
      if (!FRONT_MATTER_END.test(this.lineAt(lines[i]!))) continue;
      this.blocks.push({ kind: "code", start: lines[0]!.start, end: lines[i]!.end });
      return i + 1;
    }
    return 0;
  }

  plain(line: Range): void {
    if (firstVisible(this.text, line) === line.end) this.close();
    else this.extend("paragraph", line);
  }

  markdown(line: Range): void {
    const content = this.lineAt(line);
    if (this.fence !== null) this.code(line, content);
    else if (firstVisible(this.text, line) === line.end) this.close();
    else this.structure(line, content);
  }

  private structure(line: Range, content: string): void {
    const fence = FENCE.exec(content)?.[1];
    const atx = ATX_HEADING.exec(content);
    const underline = this.open?.kind === "paragraph" ? SETEXT_UNDERLINE.exec(content) : null;
    if (fence !== undefined && !(fence[0] === "`" && content.trim().slice(fence.length).includes("`"))) {
      this.begin("code", line);
      this.fence = fence;
    } else if (atx) this.heading(line, atx[1]!.length, withoutMarks(content));
    else if (underline) this.underlined(line, underline[1] === undefined ? 2 : 1);
    else this.extend(this.kindOf(content), line);
  }

  /** Of a line of a list, a table or a paragraph. */
  private kindOf(content: string): Block["kind"] {
    const kind = this.open?.kind;
    if (TABLE_ROW.test(content)) return "table";
    if (kind === "list") return "list";
    return (kind === "paragraph" ? INTERRUPTING_ITEM : ITEM).test(content) ? "list" : "paragraph";
  }

  private code(line: Range, content: string): void {
    const fence = this.fence!;
    this.open!.end = line.end;
    const mark = content.trim();
    if (mark.length < fence.length || mark !== fence[0]!.repeat(mark.length)) return;
    this.fence = null;
    this.close();
  }

  private heading(line: Range, level: number, text: string): void {
    this.close();
    this.blocks.push({
      ...line,
      end: trimmedEnd(this.text, line),
      kind: "heading",
      level,
      heading: clip(text),
    });
  }

  /** The open paragraph is a heading: its underline came. */
  private underlined(line: Range, level: number): void {
    const { start, end } = this.open!;
    this.open = null;
    const heading = clip(this.text.slice(start, end).replace(/\s+/g, " ").trim());
    this.blocks.push({ start, end: trimmedEnd(this.text, line), kind: "heading", level, heading });
  }

  private extend(kind: Block["kind"], line: Range): void {
    if (this.open?.kind === kind) this.open.end = line.end;
    else this.begin(kind, line);
  }

  private begin(kind: Block["kind"], line: Range): void {
    this.close();
    this.open = { ...line, kind };
  }

  close(): void {
    const { open, text } = this;
    this.open = null;
    if (!open) return;
    const start = open.kind === "paragraph" ? firstVisible(text, open) : open.start;
    this.blocks.push({ ...open, start, end: trimmedEnd(text, open) });
  }

  private lineAt({ start, end }: Range): string {
    return this.text.slice(start, end);
  }
}

/** The text of a heading between its marks. */
function withoutMarks(line: string): string {
  const text = line.trim().replace(/^#+/, "").trim();
  const inner = text.replace(/#+$/, "");
  return inner === text || inner === "" || /[ \t]$/.test(inner) ? inner.trim() : text;
}

function clip(heading: string): string {
  if (heading.length <= MOST_HEADING) return heading;
  const unit = heading.charCodeAt(MOST_HEADING - 1);
  return heading.slice(0, unit >= 0xd800 && unit <= 0xdbff ? MOST_HEADING - 1 : MOST_HEADING);
}
