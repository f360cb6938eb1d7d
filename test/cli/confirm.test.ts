import { PassThrough } from "node:stream";
import { confirmed } from "../../src/cli/confirm";

/** A terminal or pipes, with both ends. */
function ends(isTTY: boolean) {
  const [input, output] = [new PassThrough(), new PassThrough()].map((end) => Object.assign(end, { isTTY }));
  return { input: input as unknown as NodeJS.ReadStream, output: output as unknown as NodeJS.WriteStream };
}

const answers: [string, boolean][] = [
  ["y\n", true],
  ["Yes\n", true],
  ["\n", false],
  ["n\n", false],
  ["yesterday\n", false],
];

test.each(answers)("on a terminal it asks, and %j is %p", async (answer, expected) => {
  const terminal = ends(true);
  const asked = confirmed("All of it goes.", { yes: false, ...terminal });
  (terminal.input as unknown as PassThrough).write(answer);
  expect(await asked).toBe(expected);
  expect(String(terminal.output.read())).toContain("All of it goes. Do it? [y/N]");
});

test("the end of the input means no", async () => {
  const terminal = ends(true);
  const asked = confirmed("All of it goes.", { yes: false, ...terminal });
  (terminal.input as unknown as PassThrough).end();
  expect(await asked).toBe(false);
});

test("with --yes it does not ask; without a terminal --yes is required", async () => {
  const pipes = ends(false);
  expect(await confirmed("All of it goes.", { yes: true, ...pipes })).toBe(true);
  await expect(confirmed("All of it goes.", { yes: false, ...pipes })).rejects.toThrow(/say --yes/);
  expect(pipes.output.read()).toBeNull();
});
