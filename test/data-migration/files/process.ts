import { type ChildProcess, spawn } from "node:child_process";
import { ROOT } from "../../support/child";

/**
 * Another program that uses a SQLite file. Its script has the file's `path`, an open `db`, and
 * `said`, a promise of the next line from the test. It sends lines with `say`. It ends on command,
 * or at the end of the test.
 */
export class OtherProgram implements AsyncDisposable {
  private readonly process: ChildProcess;
  private readonly exited: Promise<void>;
  private heard = "";
  private wake = (): void => {};

  constructor(path: string, script: string) {
    const program = `
      const path = ${JSON.stringify(path)};
      const db = new (require("better-sqlite3"))(path);
      const lines = require("node:readline").createInterface({ input: process.stdin });
      const said = () => new Promise((resolve) => lines.once("line", resolve));
      const say = (text) => process.stdout.write(text + "\\n");
      lines.on("close", () => process.exit());
      (async () => { ${script} })();`;
    this.process = spawn(process.execPath, ["-e", program], {
      cwd: ROOT,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.process.stdout?.on("data", (chunk) => {
      this.heard += chunk;
      this.wake();
    });
    this.exited = new Promise((resolve) =>
      this.process.once("close", () => {
        resolve();
        this.wake();
      }),
    );
  }

  /** All lines that the program has sent. */
  get said(): string {
    return this.heard;
  }

  /** Waits for a line. */
  async hears(line: string): Promise<void> {
    while (!this.heard.includes(`${line}\n`)) {
      if (this.process.exitCode !== null || this.process.signalCode !== null)
        throw new Error(`it ended without saying ${line}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  say(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Ends it like a power cut, without any cleanup. */
  async crash(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.stdin?.end();
    this.process.kill("SIGKILL");
    await this.exited;
  }
}
