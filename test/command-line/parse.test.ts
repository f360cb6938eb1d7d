import { COMMON, type OptionFacts, optionLines } from "../../src/command-line/options";
import { parseLine } from "../../src/command-line/parse";
import { suggestion } from "../../src/command-line/similar";
import { UsageError } from "../../src/command-line/usage-error";

const OPTIONS = {
  from: { type: "string", multiple: true, takesMore: true, value: "PATH …", help: "files" },
  to: { type: "string", also: "url", value: "URL", help: "the database" },
  set: { type: "string", multiple: true, value: "X", help: "values" },
  "dry-run": { type: "boolean", help: "writes nothing" },
  ...COMMON,
} as const satisfies Record<string, OptionFacts>;

const parse = (args: string[], takesOperands = true) =>
  parseLine({ options: OPTIONS, help: "npx unified-store x --help", takesOperands }, args);

test("an option has two names, and a list takes the words after it", () => {
  const line = parse(["run", "--from", "a", "b", "--url=sqlite:c", "d", "-q", "--", "-e"]);
  expect(line.values).toEqual({ to: "sqlite:c" });
  expect(line.lists).toEqual({ from: ["a", "b"] });
  expect([...line.flags]).toEqual(["quiet"]);
  expect(line.operands).toEqual(["run", "d", "-e"]);
});

test.each<[string[], boolean, string | undefined, string[]]>([
  [["--json"], true, "-", []],
  [["--json", "-"], true, "-", []],
  [["--json", "out.json"], true, "out.json", []],
  [["--json", "./out"], true, "./out", []],
  [["--json=out"], true, "out", []],
  [["--json", "latest"], true, "-", ["latest"]],
  [["--json", "--dry-run"], true, "-", []],
  [["--json", "out"], false, "out", []],
  [["--", "--json", "a.b"], true, undefined, ["--json", "a.b"]],
])("%j names the place of the document", (args, takesOperands, place, operands) => {
  const line = parse(args, takesOperands);
  expect({ place: line.values.json, operands: line.operands }).toEqual({ place, operands });
});

test.each<[string[], RegExp]>([
  [["--form", "x"], /^There is no option --form\. Did you mean --from\? See npx unified-store x --help\.$/],
  [["--dryrun"], /Did you mean --dry-run\?/],
  [["--nothing-like-it"], /^There is no option --nothing-like-it\. See /],
  [["-x"], /^There is no option -x\. See /],
  [["--to"], /^--to takes a value\. See/],
  [["--to", "--json"], /^--to takes a value that does not begin with a dash/],
  [["--url", ""], /^--url takes a value, not an empty one/],
  [["--to", "a", "--url", "b"], /^--to is given twice/],
  [["--dry-run=yes"], /^--dry-run takes no value/],
])("%j is refused with the correction", (args, message) => {
  expect(() => parse(args)).toThrow(UsageError);
  expect(() => parse(args)).toThrow(message);
});

test("only similar names are suggested", () => {
  const known = ["from", "to", "tenant", "target-p99", "batch-size"];
  const suggested = ["form", "tennant", "target", "batchsize", "o", "x", "frm", "zzzz"].map((word) =>
    suggestion(word, known),
  );
  expect(suggested).toEqual([
    " Did you mean from?",
    " Did you mean tenant?",
    " Did you mean target-p99?",
    " Did you mean batch-size?",
    " Did you mean to?",
    "",
    " Did you mean from?",
    "",
  ]);
});

test("help has a line for each option with all of its names", () => {
  const lines = optionLines(OPTIONS, 100).split("\n");
  expect(lines[1]).toMatch(/^ {2}--to, --url URL +the database$/);
  expect(lines.at(-1)).toMatch(/^ {2}-h, --help +shows this$/);
});
