import { basename, dirname, relative, sep } from "node:path";

const PROGRAM = "unified-store";

/** What a process knows of how it was begun. */
export interface Beginning {
  /** The script, as Node was given it. */
  script: string;
  /** Where it was begun. */
  folder: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

const own = (): Beginning => ({
  script: process.argv[1] ?? PROGRAM,
  folder: process.cwd(),
  env: process.env,
  platform: process.platform,
});

/**
 * How the user begins this program: `npx unified-store` where npm did, `pnpm exec`, `yarn` and
 * `bunx` likewise, `unified-store` where it is installed for all, and `node dist/src/cli/main.js`
 * in a checkout. What is printed begins so too.
 */
export function programLine(beginning: Beginning = own()): string {
  const { script, folder, env, platform } = beginning;
  const [project, inside] = split(script);
  if (inside === null) {
    if (basename(script).replace(/\.(cmd|ps1|exe)$/i, "") === PROGRAM) return PROGRAM;
    const near = relative(folder, script);
    return `node ${quoted(near.startsWith("..") || near === "" ? script : near, platform)}`;
  }
  const agent = /^(\w+)\//.exec(env.npm_config_user_agent ?? "")?.[1];
  // Not installed, but fetched for this once.
  if (/[/\\]dlx/.test(project)) return `${agent === "yarn" ? "yarn" : "pnpm"} dlx ${PROGRAM}`;
  const isFetched = /[/\\]_npx([/\\]|$)/.test(project);
  const isLocal = folder === project || folder.startsWith(project.endsWith(sep) ? project : project + sep);
  if (!isLocal && !isFetched) return PROGRAM;
  if (agent === "pnpm") return `pnpm exec ${PROGRAM}`;
  if (agent === "yarn") return `yarn ${PROGRAM}`;
  return agent === "bun" ? `bunx ${PROGRAM}` : `npx ${PROGRAM}`;
}

/** The folder whose node_modules a script is in, and what is below; null where it is in none. */
function split(script: string): [project: string, inside: string | null] {
  const at = script.search(/[/\\]node_modules[/\\]/);
  if (at < 0) return [dirname(script), null];
  return [script.slice(0, at) || sep, script.slice(at)];
}

/** A command that can be run as it stands. */
export const commandLine = (...words: readonly string[]): string =>
  [programLine(), ...words.map((word) => quoted(word))].join(" ");

/** A word for the shell of the platform. */
export function quoted(word: string, platform: NodeJS.Platform = process.platform): string {
  const isWindows = platform === "win32";
  const plain = isWindows ? /^[\w@+=:,./\\-]+$/ : /^[\w@%+=:,./-]+$/;
  if (plain.test(word)) return word;
  return isWindows ? `"${word.replaceAll('"', '""')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
