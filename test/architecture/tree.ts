import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ROOT } from "../support/child";

/**
 * The code of the package. Peers and relevance of the benchmarks are separate packages that use the
 * built one.
 */
export const files: readonly string[] = [
  "src",
  "entities",
  "migrations",
  "conformance",
  "benchmarks",
].flatMap((folder) =>
  (readdirSync(join(ROOT, folder), { recursive: true }) as string[])
    .filter((file) => /\.m?ts$/.test(file) && !/^(peers|relevance)\/|\/dist\/|node_modules/.test(file))
    .map((file) => join(folder, file)),
);

export const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** Imports of project files, including type-only imports. */
export const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import|require)\s*\(?\s*"(\.[^"]*)"/g)].map(([, path]) =>
    relative(ROOT, resolve(ROOT, dirname(file), path!)),
  );

/** The imported file; null if it is not a module of the project. */
export function fileOf(target: string): string | null {
  const bare = target.replace(/\.m?js$/, "");
  return (
    [`${bare}.ts`, `${bare}.mts`, `${bare}/index.ts`].find((file) => existsSync(join(ROOT, file))) ?? null
  );
}
