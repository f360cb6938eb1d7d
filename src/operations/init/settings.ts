import { resolve } from "node:path";
import { invalid } from "../../core/errors";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";
import { type Project, readProject } from "./project";
import type { InitOptions, InitSettings } from "./types";

/** The words of each setting that is a choice. */
export const CHOICES = {
  development: ["sqlite", "postgres"],
  production: ["postgres", "none"],
  language: ["typescript", "javascript"],
  modules: ["esm", "commonjs"],
  testRunner: ["node:test", "vitest", "jest"],
} as const satisfies { [Name in keyof InitSettings]?: readonly InitSettings[Name][] };

export type Choice = keyof typeof CHOICES;

const OPTIONS = [
  ...(Object.keys(CHOICES) as Choice[]),
  ...(["folder", "database", "force", "dryRun"] as const),
] satisfies (keyof InitOptions)[];

/** Without quotes it is the same in SQL, in a URL, in YAML and as the name of a file. */
const DATABASE = /^[a-z][a-z0-9_]{0,62}$/;
/** `template0` and the like are in every new server. */
const TAKEN = /^(postgres|template[01])$/;

export interface CheckedInit {
  settings: InitSettings;
  project: Project;
  force: boolean;
  dryRun: boolean;
}

/** Options with their defaults, and the project that is there. @throws UnifiedStoreError */
export function checkInit(given: InitOptions): CheckedInit {
  if (!isObject(given)) throw invalid("options", "must be an object");
  const options = membersOf(given, new Set(OPTIONS), "options", (name) =>
    invalid(memberOf("options", name), `is not known here: use ${OPTIONS.join(", ")}`),
  ) as InitOptions;
  const { folder = ".", force = false, dryRun = false } = options;
  if (typeof folder !== "string" || folder === "" || folder.includes("\0"))
    throw invalid("options.folder", "must be the path of a folder");
  for (const [name, value] of Object.entries({ force, dryRun }))
    if (typeof value !== "boolean") throw invalid(`options.${name}`, "must be true or false");
  for (const [name, words] of Object.entries(CHOICES) as [Choice, readonly string[]][]) {
    const value = options[name];
    if (value !== undefined && !words.includes(value))
      throw invalid(`options.${name}`, `must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`);
  }
  const project = readProject(resolve(folder));
  return { settings: settingsOf(options, project), project, force, dryRun };
}

/** The rest is as the project has it. */
function settingsOf(options: InitOptions, project: Project): InitSettings {
  const { development = "sqlite", production = "postgres", database = "app" } = options;
  checkDatabase(database);
  if (development === "postgres" && production === "none")
    throw invalid("options.production", "must be postgres where development is: one schema, one engine");
  return {
    folder: project.folder,
    ...{ development, production, database },
    language: options.language ?? project.language,
    modules: options.modules ?? project.modules,
    testRunner: options.testRunner ?? project.testRunner,
  };
}

/** @throws UnifiedStoreError `validation` */
export function checkDatabase(name: unknown): void {
  if (typeof name !== "string" || !DATABASE.test(name))
    throw invalid(
      "options.database",
      "must be 1 to 63 small letters, digits and underscores, with a letter first",
    );
  if (TAKEN.test(name)) throw invalid("options.database", "is a database of the server: use another name");
}
