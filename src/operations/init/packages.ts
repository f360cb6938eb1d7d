import type { InitSettings } from "./types";

/** Packages that a new project needs, with the versions that it takes. */
export interface Packages {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** Versions that this project is tested with. */
export const VERSIONS = {
  "@jest/globals": "^30.0.0",
  "@types/node": "^20.19.0",
  jest: "^30.0.0",
  pg: "^8.23.1",
  typescript: "^7.0.2",
  vitest: "^3.2.4",
} as const;

/** The newest release of better-sqlite3 for older versions of Node, and the one for the others. */
export const SQLITE_DRIVER = { before22: "^12.11.1", others: "^13.0.0" } as const;

/** @param node the version of Node that the project is made with */
export function packagesFor(settings: InitSettings, node: string = process.versions.node): Packages {
  const { production, language, testRunner } = settings;
  const { version } = require("unified-store/package.json") as { version: string };
  const driver = Number.parseInt(node, 10) < 22 ? SQLITE_DRIVER.before22 : SQLITE_DRIVER.others;
  const isTyped = language === "typescript";
  return {
    dependencies: {
      ...(production === "none" ? { "better-sqlite3": driver } : { pg: VERSIONS.pg }),
      "unified-store": `^${version}`,
    },
    devDependencies: {
      ...(isTyped && testRunner === "jest" && pick("@jest/globals")),
      ...(isTyped && pick("@types/node")),
      // Of tests, and of development.
      ...(production !== "none" && { "better-sqlite3": driver }),
      ...(testRunner !== "node:test" && pick(testRunner)),
      ...(isTyped && pick("typescript")),
    },
  };
}

const pick = (name: keyof typeof VERSIONS): Record<string, string> => ({ [name]: VERSIONS[name] });
