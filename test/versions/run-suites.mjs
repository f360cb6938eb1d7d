import { spawnSync } from "node:child_process";

/**
 * Runs suites in a process of their own. Prints the result in one line, and the full output if it
 * failed.
 *
 * @returns whether it passed
 */
export function runSuites(what, { node, args, cwd, env }) {
  const start = performance.now();
  const options = { cwd, env, encoding: "utf8", maxBuffer: 2 ** 28 };
  const { status, stdout, stderr } = spawnSync(node, args, options);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const counts = /^\d+ passed, \d+ failed$/m.exec(stdout)?.[0] ?? (status === 0 ? "passed" : "failed");
  console.log(`${what}: ${counts}, ${seconds} s`);
  if (status !== 0) console.log(`${stdout}\n${stderr}`);
  return status === 0;
}
