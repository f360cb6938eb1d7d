import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, closeSync, mkdtempSync, openSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ServerUser } from "./binaries";

/** The server listens to no port. This number only names its socket, in its own folder. */
export const SOCKET_PORT = 5432;
const MAX_SOCKET_PATH = 103; // Bytes, on macOS; Linux allows 107.

/**
 * A watchdog that removes the server and the folder after this process, even after a crash. It
 * reads the pid of the process to end (0: none) until the pipe closes. That happens when this
 * process has ended or no longer needs it. The pid may by then belong to another program. So each
 * signal goes only to a process with our folder, whose name is unique, in its arguments.
 */
const WATCHDOG = `
trap '' HUP INT TERM
dir=$1 pid=0 n=0
while read -r line; do pid=$line; done
ours() {
  [ "$pid" -gt 1 ] || return 1
  { tr '\\0' ' ' <"/proc/$pid/cmdline" || ps -o args= -p "$pid"; } 2>/dev/null | grep -qF -- "$dir/"
}
pause() { n=$((n + 1)); sleep 0.1 || sleep 1; }
if ours; then kill -QUIT "$pid"; fi
while ours && [ $n -lt 100 ]; do pause; done
if ours; then kill -KILL "$pid"; fi
n=0
until rm -rf -- "$dir" || [ $n -ge 50 ]; do pause; done
`;

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/**
 * A temporary folder and the process in it. Both are gone after `dispose`, or else soon after this
 * process.
 */
export class Sandbox {
  readonly dir: string;
  private log = "";
  private child: ChildProcess | undefined;
  private readonly watchdog: ChildProcess;
  private readonly user: ServerUser;

  constructor(user: ServerUser) {
    this.user = user;
    const fits = Buffer.byteLength(join(tmpdir(), `us-pg-xxxxxx/.s.PGSQL.${SOCKET_PORT}`)) <= MAX_SOCKET_PATH;
    this.dir = mkdtempSync(join(fits ? tmpdir() : "/tmp", "us-pg-"));
    // Detached, so that Ctrl-C does not reach it: a terminal sends that to the whole process group.
    this.watchdog = spawn("/bin/sh", ["-c", WATCHDOG, "sh", this.dir], {
      cwd: "/",
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    // If the watchdog fails or is killed, `dispose` still works.
    this.watchdog.on("error", () => {});
    this.watchdog.stdin?.on("error", () => {});
    this.watchdog.unref();
    (this.watchdog.stdin as Socket).unref();
    if (user.uid !== undefined && user.gid !== undefined) chownSync(this.dir, user.uid, user.gid);
  }

  /** Runs a binary, after the previous one has ended, with its output in a log. */
  launch(command: string, args: string[]): ChildProcess {
    this.log = join(this.dir, `${basename(command)}.log`);
    const output = openSync(this.log, "a");
    const child = spawn(command, args, {
      cwd: this.dir,
      // Settings for the user's own server, and translated messages, would disturb it.
      env: { ...withoutPrefixes(process.env, ["PG", "LC_", "LANG"]), LC_ALL: "C" },
      stdio: ["ignore", output, output],
      detached: true, // On Ctrl-C this process decides when its server ends.
      ...this.user,
    });
    closeSync(output);
    this.child = child;
    this.guard(child.pid ?? 0);
    child.on("error", () => {}); // An unhandled error would end this process; `isRunning` shows the failure.
    child.once("exit", () => this.guard(0));
    return child;
  }

  /** The last lines that the binary wrote. */
  async logTail(): Promise<string> {
    const text = await readFile(this.log, "utf8").catch(() => "");
    return text.trimEnd().split("\n").slice(-30).join("\n");
  }

  async dispose(): Promise<void> {
    if (this.child && isRunning(this.child)) {
      this.child.kill("SIGQUIT"); // No checkpoint: the files are not read again.
      const patience = setTimeout(() => this.child?.kill("SIGKILL"), 10_000);
      await ended(this.child);
      clearTimeout(patience);
    }
    this.watchdog.stdin?.end();
    await ended(this.watchdog);
    await rm(this.dir, { recursive: true, force: true });
  }

  private guard(pid: number): void {
    this.watchdog.stdin?.write(`${pid}\n`);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  child.ref(); // Without it this process may end first.
  await once(child, "exit");
}

function withoutPrefixes(env: NodeJS.ProcessEnv, prefixes: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !prefixes.some((p) => name.startsWith(p))),
  );
}
