import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { invalid } from "../../core/errors";
import { isObject } from "../../core/input/snapshot";
import type { InitSettings } from "./types";

/** What a folder has already. Its language, modules and runner are the defaults of `init`. */
export interface Project extends Pick<InitSettings, "folder" | "language" | "modules" | "testRunner"> {
  /** Null where there is none. */
  manifest: Manifest | null;
  hasTsconfig: boolean;
  /** Null where there is none. */
  gitignore: string | null;
}

export interface Manifest {
  /** How Node takes a file that ends in `.js`. */
  modules: InitSettings["modules"];
  scripts: Record<string, string>;
  /** Names of all packages that it depends on. */
  packages: ReadonlySet<string>;
}

/** @param folder an absolute path @throws UnifiedStoreError `validation` */
export function readProject(folder: string): Project {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw invalid("options.folder", "is a file: name a folder");
  const manifest = manifestIn(folder);
  const hasTsconfig = existsSync(join(folder, "tsconfig.json"));
  const isTypescript = manifest === null || hasTsconfig || manifest.packages.has("typescript");
  const runners = ["vitest", "jest"] as const;
  return {
    ...{ folder, manifest, hasTsconfig },
    gitignore: textOf(join(folder, ".gitignore")),
    language: isTypescript ? "typescript" : "javascript",
    modules: manifest?.modules ?? "esm",
    testRunner: runners.find((name) => manifest?.packages.has(name)) ?? "node:test",
  };
}

function manifestIn(folder: string): Manifest | null {
  const text = textOf(join(folder, "package.json"));
  if (text === null) return null;
  const json = parsed(text);
  if (!isObject(json))
    throw invalid("options.folder", "has a package.json that is not a JSON object: correct it first");
  const { type, scripts, ...rest } = json as Record<string, unknown>;
  const lists = [rest.dependencies, rest.devDependencies, rest.peerDependencies].filter(isObject);
  return {
    modules: type === "module" ? "esm" : "commonjs",
    scripts: isObject(scripts) ? (scripts as Record<string, string>) : {},
    packages: new Set(lists.flatMap((list) => Object.keys(list))),
  };
}

/** Null where there is no file. What may not be read is found when the files are written. */
function textOf(file: string): string | null {
  try {
    // Some editors begin a file with a byte order mark, which JSON.parse refuses.
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
