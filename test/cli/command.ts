import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../support/child";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface How {
  /** The working directory. */
  folder?: string;
  environment?: NodeJS.ProcessEnv;
  /** The stderr text at which the process stops, until `release`. */
  holdAt?: RegExp;
}

/** Runs the built command in a separate process. */
export class RunningCommand {
  private readonly process: ChildProcess;
  private stdout = "";
  private stderr = "";
  private heard = (): void => {};
  readonly ended: Promise<Ended>;

  constructor(args: string[], { folder = ROOT, environment = {}, holdAt }: How = {}) {
    const hold = holdAt ? ["--require", join(__dirname, "hold.js")] : [];
    this.process = spawn(process.execPath, [...hold, join(ROOT, "dist/src/cli/main.js"), ...args], {
      cwd: folder,
      env: { ...process.env, ...environment, ...(holdAt && { HOLD_AT: holdAt.source }) },
      stdio: [holdAt ? "pipe" : "ignore", "pipe", "pipe"],
    });
    this.process.stdout!.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.process.stderr!.on("data", (chunk) => {
      this.stderr += chunk;
      this.heard();
    });
    this.ended = new Promise((resolve) => {
      this.process.on("close", (code) => {
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
        this.heard();
      });
    });
  }

  /** Rejects if the process ends before this text appears on stderr. */
  async says(text: RegExp): Promise<void> {
    while (!text.test(this.stderr)) {
      if (this.process.exitCode !== null) throw new Error(`it ended: ${this.stderr}`);
      await new Promise<void>((resolve) => {
        this.heard = resolve;
      });
    }
  }

  /** Continues from the stop, with all signals received meanwhile. */
  release(): void {
    this.process.stdin!.write(".");
  }

  /** Closes the pipe, like a reader that has read enough. */
  closeStdout(): void {
    this.process.stdout!.destroy();
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }
}

export const command = (...args: string[]): Promise<Ended> => new RunningCommand(args).ended;
