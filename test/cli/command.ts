import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../support/child";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface How {
  /** Where it runs. */
  folder?: string;
  environment?: NodeJS.ProcessEnv;
  /** What it says on stderr when it is to stand still, until `release`. */
  holdAt?: RegExp;
}

/** The built command in a process of its own. */
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

  /** Rejects when it ends before it says so on stderr. */
  async says(text: RegExp): Promise<void> {
    while (!text.test(this.stderr)) {
      if (this.process.exitCode !== null) throw new Error(`it ended: ${this.stderr}`);
      await new Promise<void>((resolve) => {
        this.heard = resolve;
      });
    }
  }

  /** Lets it go on from where it was held, with what signals came meanwhile. */
  release(): void {
    this.process.stdin!.write(".");
  }

  /** As whoever reads it does that has read enough. */
  closeStdout(): void {
    this.process.stdout!.destroy();
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }
}

export const command = (...args: string[]): Promise<Ended> => new RunningCommand(args).ended;
