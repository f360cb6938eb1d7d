import { createInterface } from "node:readline/promises";
import { UsageError } from "../command-line/usage-error";

export interface Confirmation {
  /** `--yes`: for scripts, where nobody can be asked. */
  yes: boolean;
  /** Default: the process's own. */
  input?: NodeJS.ReadStream;
  output?: NodeJS.WriteStream;
}

/**
 * Whether something may be done that cannot be taken back. It asks on the terminal, where only y or
 * yes is a yes; what is said goes to stderr, so that stdout has the result alone.
 *
 * @param what happens, as a sentence
 * @throws UsageError where there is no terminal and no `--yes`
 */
export async function confirmed(
  what: string,
  { yes, input = process.stdin, output = process.stderr }: Confirmation,
): Promise<boolean> {
  if (yes) return true;
  if (!input.isTTY || !output.isTTY)
    throw new UsageError(`${what} There is no terminal to ask on: say --yes to do it.`);
  const terminal = createInterface({ input, output });
  // Ctrl-D, and Ctrl-C, which a line editor keeps to itself, are a no.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  terminal.once("SIGINT", () => terminal.close());
  try {
    // Later versions of Node reject a question that is closed.
    const answered = terminal.question(`${what} Do it? [y/N] `).catch(() => "");
    const answer = await Promise.race([answered, closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
