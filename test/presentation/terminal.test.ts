import { paintsOf, terminalOf } from "../../src/presentation/terminal/style";
import { left, right, table } from "../../src/presentation/terminal/table";
import { cut, printable, widthOf } from "../../src/presentation/terminal/width";
import { wrap, wrapped } from "../../src/presentation/terminal/wrap";

describe("a table", () => {
  const columns = [
    left("name", { atLeast: 6 }),
    right("rows"),
    left("remark", { atLeast: 4, dispensable: 1 }),
    right("time", { dispensable: 2 }),
  ];
  const rows = [
    ["transcripts", "1,234", "fine as it is", "1.0 s"],
    ["logs", "5", "", "12.5 s"],
  ];
  const at = (width: number): string[] => table(columns, rows, width).split("\n");

  it("is as wide as its cells if there is space", () => {
    expect(at(100)).toEqual([
      "name          rows  remark           time",
      "───────────  ─────  ─────────────  ──────",
      "transcripts  1,234  fine as it is   1.0 s",
      "logs             5                 12.5 s",
    ]);
  });

  it("wraps columns that may be wrapped", () => {
    expect(at(32)).toEqual([
      "name       rows remark      time",
      "───────── ───── ───────── ──────",
      "transcrip 1,234 fine as    1.0 s",
      "ts              it is",
      "logs          5           12.5 s",
    ]);
  });

  it("drops optional columns if it is still too wide, the least needed first", () => {
    expect([20, 15].map((width) => at(width)[0])).toEqual(["name    rows remark", "name       rows"]);
  });

  it.each([12, 15, 20, 25, 30, 35, 40, 60])("fits %d columns", (width) => {
    for (const line of at(width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it("paints cells, and not the space around them", () => {
    const paint = (text: string): string => `<${text}>`;
    expect(table(columns, [[{ text: "a", paint }, { text: "1", paint }, "", ""]], 100).split("\n")[2]).toBe(
      "<a>        <1>",
    );
  });
});

describe("the width of a text", () => {
  it.each([
    ["memory", 6],
    ["Zürich", 6],
    ["Zu\u0308rich", 6],
    ["記憶", 4],
    ["👍", 2],
    ["…", 1],
  ])("%s takes %d columns", (text, columns) => expect(widthOf(text)).toBe(columns));

  it("is enforced by cutting, marked by an ellipsis", () => {
    expect([cut("memory", 6), cut("memory", 4), cut("記憶が", 5), cut("a", 0)]).toEqual([
      "memory",
      "mem…",
      "記憶…",
      "",
    ]);
  });
});

describe("text for a terminal", () => {
  it("is wrapped between words, and within those that are too long", () => {
    expect(wrap("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrap("abcdefghij kl", 4)).toEqual(["abcd", "efgh", "ij", "kl"]);
    expect(wrap("transcript_segments", 15)).toEqual(["transcript_", "segments"]);
    expect(wrapped("one two three", 2, 9)).toBe("one two\n  three");
    expect(wrap("", 4)).toEqual([""]);
  });

  it("contains no terminal control codes", () => {
    expect(printable("a\x1b[31mb\r\n\u202ec\u0007")).toBe("a\ufffd[31mb\ufffd\ufffd\ufffdc\ufffd");
  });

  it.each([
    ["a terminal", { isTTY: true, columns: 80 }, {}, { columns: 80, colours: true }],
    [
      "a terminal with NO_COLOR",
      { isTTY: true, columns: 80 },
      { NO_COLOR: "1" },
      { columns: 80, colours: false },
    ],
    ["a dumb terminal", { isTTY: true, columns: 80 }, { TERM: "dumb" }, { columns: 80, colours: false }],
    ["a terminal of unknown width", { isTTY: true, columns: 0 }, {}, { columns: 100, colours: true }],
    ["a pipe", {}, {}, { columns: 100, colours: false }],
  ])("%s is recognized", (_, stream, env, expected) => expect(terminalOf(stream, env)).toEqual(expected));

  it("has styles only with colors", () => {
    expect(paintsOf(true).miss("a")).toBe("\x1b[31ma\x1b[39m");
    expect(paintsOf(false).miss("a")).toBe("a");
  });
});
