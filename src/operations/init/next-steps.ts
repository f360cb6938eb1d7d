import { codeNames } from "./names";
import { packagesFor } from "./packages";
import type { Project } from "./project";
import { scriptsFor } from "./scripts";
import type { CheckedInit } from "./settings";
import type { InitReport, InitSettings } from "./types";

/** What is left for whoever has called. */
export function nextSteps(
  { settings, project }: Pick<CheckedInit, "settings" | "project">,
  { hasEnvironment }: { hasEnvironment: boolean },
): Pick<InitReport, "scripts" | "notes" | "next"> {
  const { manifest } = project;
  const scripts = scriptsFor(settings, codeNames(settings, project));
  return {
    scripts: manifest === null ? {} : lacking(scripts, manifest.scripts),
    notes: [...notesOf(settings, project)],
    next: [
      ...(manifest === null ? ["npm install"] : installation(settings, manifest.packages)),
      ...(hasEnvironment ? [] : ["cp .env.example .env"]),
      "npm test",
    ],
  };
}

/** A script of the project's own stays, but for the `test` of `npm init`, which only fails. */
const lacking = (scripts: Record<string, string>, own: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(scripts).filter(([name]) => !(name in own) || /no test specified/.test(own[name] ?? "")),
  );

function installation(settings: InitSettings, has: ReadonlySet<string>): string[] {
  const { dependencies, devDependencies } = packagesFor(settings);
  const line = (command: string, packages: Record<string, string>): string[] => {
    const missing = Object.entries(packages).filter(([name]) => !has.has(name));
    if (missing.length === 0) return [];
    // Without the caret, which some shells read in their own way.
    const words = missing.map(([name, version]) => `${name}@${version.replace(/^\^(0\.\d+|\d+).*/, "$1")}`);
    return [`${command} ${words.join(" ")}`];
  };
  const lines = [...line("npm install", dependencies), ...line("npm install --save-dev", devDependencies)];
  return lines.length === 0 ? [] : [lines.join(" && ")];
}

const IGNORES_ENVIRONMENT = /^\/?(\.env\*?|\*\.env|\.env\.\*)\s*$/m;

function* notesOf(
  { language, production, testRunner }: InitSettings,
  { gitignore, hasTsconfig }: Project,
): Generator<string> {
  if (gitignore !== null && !IGNORES_ENVIRONMENT.test(gitignore))
    yield "Add .env to .gitignore: it will have passwords.";
  if (language === "typescript" && hasTsconfig && testRunner !== "vitest")
    yield "Your tsconfig.json is kept: the test script expects it to compile src to dist.";
  if (production === "postgres")
    yield "For PostgreSQL give the three passwords in .env, then run docker compose up --detach --wait and npm run db:migrate: see compose.yaml.";
}
