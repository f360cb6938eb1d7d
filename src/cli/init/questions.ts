import { createInterface, type Interface } from "node:readline/promises";
import { Interrupted } from "../../command-line/interruption";
import { messageOf } from "../../core/message";
import type { Project } from "../../operations/init/project";
import { CHOICES, type Choice, checkDatabase } from "../../operations/init/settings";
import type { InitOptions } from "../../operations/init/types";

export interface Ends {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

interface Question {
  setting: Choice | "database";
  text: string;
  /** What an empty answer means. */
  usual: string;
  /** What is wrong with an answer; null: nothing. */
  problem(answer: string): string | null;
}

/**
 * Asks for each setting that is not given. An empty answer is the default; after a wrong one it
 * says what is right and asks again.
 *
 * @param given settings of the command line
 * @throws Interrupted where Ctrl-C or the end of the input comes instead of an answer
 */
export async function askedFor(given: InitOptions, project: Project, ends: Ends): Promise<InitOptions> {
  const settings: Record<string, unknown> = { ...given };
  using terminal = new Asking(ends);
  for (const { setting, text, usual, problem } of questions(given, project)) {
    if (given[setting] !== undefined) continue;
    // With PostgreSQL on the own machine there is nothing to choose.
    if (setting === "production" && settings.development === "postgres") continue;
    settings[setting] = await terminal.answer(`${text} [${usual}] `, (said) => {
      const answer = said === "" ? usual : said;
      const wrong = problem(answer);
      if (wrong !== null) ends.output.write(`${wrong}\n`);
      return wrong === null ? answer : null;
    });
  }
  return settings;
}

function* questions(given: InitOptions, project: Project): Generator<Question> {
  yield choice("development", "Database on your machine", "sqlite");
  yield choice("production", "Database in production (none: SQLite there too)", "postgres");
  yield choice("language", "Language", project.language);
  yield choice("modules", "Modules", project.modules);
  yield choice("testRunner", "Test runner", project.testRunner);
  yield {
    setting: "database",
    text: "Name of the database",
    usual: given.database ?? "app",
    problem: (answer) => problemOf(() => checkDatabase(answer)),
  };
}

function choice(setting: Choice, text: string, usual: string): Question {
  const words: readonly string[] = CHOICES[setting];
  const listed = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return {
    ...{ setting, usual },
    text: `${text}: ${listed}?`,
    problem: (answer) => (words.includes(answer) ? null : `Answer ${listed}.`),
  };
}

function problemOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return `The name ${messageOf(error).replace(/^\S+ /, "")}.`;
  }
}

/** A terminal that is asked. Lines that come before their question wait for it. */
class Asking implements Disposable {
  private readonly terminal: Interface;
  private readonly lines: AsyncIterator<string>;

  constructor(private readonly ends: Ends) {
    this.terminal = createInterface(ends);
    this.lines = this.terminal[Symbol.asyncIterator]();
    // A line editor keeps Ctrl-C to itself.
    this.terminal.once("SIGINT", () => this.terminal.close());
  }

  /** @param read null for an answer that is wrong: it asks again */
  async answer(question: string, read: (said: string) => string | null): Promise<string> {
    for (;;) {
      this.terminal.setPrompt(question);
      this.terminal.prompt();
      const { value, done } = await this.lines.next();
      if (done) {
        // The question is still on the line.
        this.ends.output.write("\n");
        throw new Interrupted("Interrupted. Nothing was written.", INTERRUPTED);
      }
      const answer = read((value as string).trim());
      if (answer !== null) return answer;
    }
  }

  [Symbol.dispose](): void {
    this.terminal.close();
  }
}

/** The exit code of Ctrl-C. */
const INTERRUPTED = 130;
