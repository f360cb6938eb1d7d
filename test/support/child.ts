import { spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(__dirname, "../..");

export interface ChildResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a script in a separate process with the built package. `stores` is the package's main
 * module, `url` the database's URL. The script may use top-level await.
 */
export function child(
  script: string,
  url: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<ChildResult> {
  const program = `
    const { UnifiedStoreManager, UnifiedStoreError } = require(${JSON.stringify(join(ROOT, "dist/src/index.js"))});
    const url = ${JSON.stringify(url)};
    (async () => { ${script} })().catch((error) => { console.error(error); process.exitCode = 9; });`;
  const started = spawn(process.execPath, ["-e", program], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const result: ChildResult = { code: null, signal: null, stdout: "", stderr: "" };
  started.stdout.on("data", (chunk) => {
    result.stdout += chunk;
  });
  started.stderr.on("data", (chunk) => {
    result.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    started.on("error", reject);
    started.on("close", (code, signal) => resolve({ ...result, code, signal }));
  });
}
