import { UnifiedStoreError } from "../../src";
import { type Command, type CommandLine, runCommand } from "../../src/command-line/command";
import { type Group, runGroup } from "../../src/command-line/group";
import { Interrupted } from "../../src/command-line/interruption";
import { COMMON, type Options } from "../../src/command-line/options";

const OPTIONS = { to: { type: "string", value: "URL", help: "where" }, ...COMMON } as const satisfies Options;
type Name = keyof typeof OPTIONS;

/** A command whose work is given. */
const commandOf = (run: (line: CommandLine<Name>) => number, more: Partial<Command<Name>> = {}) => ({
  name: "some command",
  synopsis: "RUN",
  about: "Does something.",
  options: OPTIONS,
  examples: [["--to", "sqlite:x.db"]],
  exitCodes: "Exit code 0: done.",
  run: async (line: CommandLine<Name>) => run(line),
  ...more,
});
const failing = (error: unknown, more?: Partial<Command<Name>>) =>
  commandOf(() => {
    throw error;
  }, more);

let said: { out: string; err: string };
beforeEach(() => {
  said = { out: "", err: "" };
  jest.spyOn(process.stdout, "write").mockImplementation((text, ...more: unknown[]) => {
    said.out += text;
    (more.at(-1) as (() => void) | undefined)?.();
    return true;
  });
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.err += text;
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

test("a command gets its line, and its exit code is that of its work", async () => {
  const lines: CommandLine<Name>[] = [];
  const command = commandOf((line) => lines.push(line), { operands: { most: 1 } });
  expect(await runCommand(command, ["latest", "--to", "x", "--json", "-"])).toBe(1);
  expect(lines).toMatchObject([{ values: { to: "x" }, operands: ["latest"], json: "-" }]);
  expect(said).toEqual({ out: "", err: "" });
});

test("its help is made of what it says of itself, and does not begin its work", async () => {
  const command = failing(new Error("begun"), { notes: "A note." });
  expect(await runCommand(command, ["--to", "x", "-h"])).toBe(0);
  expect(said.out).toMatch(
    /^unified-store some command RUN \[options\]\n\nDoes something\.\n\n {2}--to URL[\s\S]*\n\nA note\.\n\nExamples:\n {2}.* some command --to sqlite:x\.db\n\nExit code 0: done\.\n$/,
  );
  said.out = "";
  await runCommand({ ...command, program: "npm run it --" }, ["--help"]);
  expect(said.out).toMatch(/^npm run it -- RUN \[options\][\s\S]*\n {2}npm run it -- --to sqlite:x\.db\n/);
});

const wrongField = new UnifiedStoreError("validation", "tenant is too long", { field: "tenant" });
test.each<[string, Command<Name>, string[], number, string]>([
  ["an option", commandOf(() => 0), ["--too", "x"], 2, "There is no option --too. Did you mean --to?"],
  ["a word too many", commandOf(() => 0), ["x"], 2, 'some command does not take "x". See '],
  ["one with a cure", commandOf(() => 0, { cure: "use --to" }), ["x"], 2, 'not take "x": use --to. See '],
  [
    "a missing word",
    commandOf(() => 0, { operands: { most: 1, needs: "a run" } }),
    [],
    2,
    "needs a run. See",
  ],
  ["work that fails", failing(new Error("at p://u:secret@h\n  x")), [], 1, "error: at p://u:***@h x\n"],
  ["with an exit code", failing(new Error("x"), { failure: { exitCode: 2 } }), [], 2, "error: x\n"],
  ["a typed error", failing(wrongField), [], 1, "validation: tenant is too long\n"],
  ["of an option", failing(wrongField, { failure: { fields: ["tenant"] } }), [], 2, "validation: tenant is"],
  ["in other words", failing(wrongField, { messageOf: () => "too long" }), [], 1, "validation: too long\n"],
  ["a signal", failing(new Interrupted("Interrupted.", 143)), [], 143, "Interrupted.\n"],
])("%s is told of alike", async (_, command, args, code, message) => {
  expect(await runCommand(command, args)).toBe(code);
  expect(said).toEqual({ out: "", err: expect.stringContaining(message) });
  said = { out: "", err: "" };
  expect(await runCommand(command, [...args, "--json"])).toBe(code);
  const { error } = JSON.parse(said.out);
  expect(said.err).toContain(error.message);
  said = { out: "", err: "" };
  await runCommand({ ...command, tellsFailure: false }, [...args, "--json"]);
  expect(said.out).toBe("");
});

test("a command of a group is begun by its name, and others are told of", async () => {
  const load = () => async (args: string[]) => args.length;
  const group: Group = {
    name: "all",
    commands: [{ name: "first", summary: "comes first", load }],
    usage: () => "all <command>",
  };
  expect(await runGroup(group, ["first", "a", "b"])).toBe(2);
  expect(await runGroup(group, ["help"])).toBe(0);
  expect(said).toEqual({ out: "all <command>\n", err: "" });
  expect(await runGroup(group, ["fist"])).toBe(2);
  expect(await runGroup(group, ["toString"])).toBe(2);
  expect(await runGroup({ ...group, name: null }, ["toString"])).toBe(2);
  expect(said.err).toBe(
    'There is no command all "fist". Did you mean all first?\n' +
      'There is no command all "toString", but first.\n' +
      'There is no command "toString".\n\nall <command>\n',
  );
});
