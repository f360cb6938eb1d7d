import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program with its arguments. */
export interface Command {
  program: "unified-store" | "node";
  args: readonly string[];
  /** Where it runs. */
  folder: string;
  /** Variables beside those of this process. */
  env: Record<string, string>;
}

export interface Ended {
  /** Null after a signal. */
  code: number | null;
  /** What it wrote to both streams. */
  output: string;
}

/** Runs a command, and waits for its end. */
export type Runner = (command: Command) => Promise<Ended>;

/**
 * In a process of its own. `unified-store` is what npx would run, without the half second in which
 * npx finds it. Both streams go to one file, so that their lines are in the order of writing.
 */
export const inChild: Runner = async ({ program, args, folder, env }) => {
  const outputs = mkdtempSync(join(tmpdir(), "operators-day-"));
  const file = join(outputs, "output");
  const script = join(folder, "node_modules/unified-store/dist/src/cli/main.js");
  const output = openSync(file, "w");
  try {
    const child = spawn(process.execPath, program === "node" ? args : [script, ...args], {
      cwd: folder,
      env: { ...plainEnvironment(), ...env },
      stdio: ["ignore", output, output],
    });
    const [code] = await once(child, "close");
    return { code, output: readFileSync(file, "utf8") };
  } finally {
    closeSync(output);
    rmSync(outputs, { recursive: true });
  }
};

/** Without what names another database, or changes what Node does. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, UNIFIED_STORE_URL: __, NODE_OPTIONS: ___, ...env } = process.env;
  return env;
}
