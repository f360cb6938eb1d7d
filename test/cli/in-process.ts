import { join } from "node:path";
import { migrate } from "../../src/cli/migrate";
import { ROOT } from "../support/child";
import type { Ended } from "./command";

interface How {
  /** The working directory. */
  folder: string;
  environment: NodeJS.ProcessEnv;
}

/** Runs `unified-store migrate` in the test's process. */
export const migrateInProcess = (args: readonly string[], how: How): Promise<Ended> =>
  inProcess(migrate, args, how);

/**
 * Runs a command in the test's process, as without a terminal. A process of its own takes half a
 * second of CPU. One call at a time. Not for --quiet, which lasts as long as the process.
 *
 * @returns the exit code, and what it wrote to each stream
 */
export async function inProcess(
  command: (args: string[]) => Promise<number>,
  args: readonly string[],
  { folder, environment }: How,
): Promise<Ended> {
  const before = { folder: process.cwd(), script: process.argv[1], env: { ...process.env } };
  const stdout = new Captured(process.stdout);
  const stderr = new Captured(process.stderr);
  const stdin = new Shadowed(process.stdin, { isTTY: false });
  process.chdir(folder);
  process.argv[1] = join(ROOT, "dist/src/cli/main.js");
  Object.assign(process.env, environment);
  try {
    const code = await command([...args]);
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    for (const name of Object.keys(environment)) {
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    }
    process.argv[1] = before.script!;
    process.chdir(before.folder);
    for (const each of [stdout, stderr, stdin]) each.restore();
  }
}

/** An object with other members for a while. */
class Shadowed {
  private readonly before: [name: string, own: PropertyDescriptor | undefined][];

  constructor(
    private readonly object: object,
    members: Record<string, unknown>,
  ) {
    this.before = Object.keys(members).map((name) => [name, Object.getOwnPropertyDescriptor(object, name)]);
    for (const [name, value] of Object.entries(members))
      Object.defineProperty(object, name, { value, configurable: true, writable: true });
  }

  restore(): void {
    for (const [name, own] of this.before) {
      Reflect.deleteProperty(this.object, name);
      if (own) Object.defineProperty(this.object, name, own);
    }
  }
}

/** A stream of the process whose texts are kept instead of written. */
class Captured extends Shadowed {
  text = "";

  constructor(stream: NodeJS.WriteStream) {
    const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      this.text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      const written = rest.find((each) => typeof each === "function") as (() => void) | undefined;
      if (written) setImmediate(written);
      return true;
    };
    super(stream, { isTTY: false, columns: undefined, write });
  }
}
