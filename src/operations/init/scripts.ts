import type { CodeNames } from "./names";
import { ROLES } from "./roles";
import { testModules } from "./templates/test";
import type { InitSettings } from "./types";

/** Runs in every package manager, and on Windows; npx does not read `.env`. */
const COMMAND = "node --env-file=.env node_modules/unified-store/dist/src/cli/main.js";
/** Jest loads ES modules only with this flag, which its own command cannot be given. */
const JEST_ESM = "node --experimental-vm-modules node_modules/jest/bin/jest.js";

/** The scripts of package.json. */
export const scriptsFor = (settings: InitSettings, names: CodeNames): Record<string, string> => ({
  ...(settings.language === "typescript" && { build: "tsc" }),
  "db:migrate": `${COMMAND} schema migrate`,
  ...(settings.production === "postgres" && {
    "db:grants": `${COMMAND} schema grants --app-role ${ROLES.app} --apply`,
  }),
  test: testScript(settings, names),
});

/** TypeScript is compiled first: Node 20 does not run it, and Jest needs a transformer for it. */
function testScript(settings: InitSettings, { testEnd }: CodeNames): string {
  const { language, testRunner } = settings;
  const isTyped = language === "typescript";
  const folder = isTyped ? "dist" : "src";
  const compiled = isTyped ? "tsc && " : "";
  switch (testRunner) {
    case "node:test":
      // Patterns of the shell: Node 20 has none of its own.
      return `${compiled}node --test ${folder}/*${testEnd}`;
    case "vitest":
      return `${isTyped ? "tsc --noEmit && " : ""}vitest run --dir src`;
    case "jest":
      return `${compiled}${testModules(settings) === "esm" ? JEST_ESM : "jest"} --roots ${folder}`;
  }
}
