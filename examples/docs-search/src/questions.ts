import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/**
 * The lines of a pipe, or of a terminal with a prompt until `.exit`, Ctrl-C or the end of the
 * input. Empty lines are left out.
 */
export async function* questions(
  input: Readable & { isTTY?: boolean },
  output: Writable,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const isTerminal = input.isTTY === true;
  const lines = createInterface({ input, output: isTerminal ? output : undefined, prompt: "? ", signal });
  let isOpen = isTerminal;
  lines.once("close", () => {
    isOpen = false;
  });
  if (isTerminal) output.write("Ask a question. `.exit` ends.\n");
  if (isTerminal) lines.prompt();
  try {
    for await (const line of lines) {
      const text = line.trim();
      if (isTerminal && text === ".exit") return;
      if (text !== "") yield text;
      if (isOpen) lines.prompt();
    }
    // Ctrl-D leaves the cursor behind the prompt.
    if (isTerminal) output.write("\n");
  } finally {
    lines.close();
  }
}
