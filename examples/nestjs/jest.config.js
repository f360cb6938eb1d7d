const { createRequire } = require("node:module");
const { join } = require("node:path");

/** Decorators with type metadata, as NestJS needs them. */
const swc = {
  jsc: {
    target: "es2022",
    parser: { syntax: "typescript", decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": ["@swc/jest", swc] },
  moduleNameMapper: insideItsRepository(),
};

/**
 * In the repository of unified-store the package is built but not installed, so this maps to the
 * build. In a copy outside the repository it maps nothing, and you may delete it.
 */
function insideItsRepository() {
  const manifest = join(__dirname, "..", "..", "package.json");
  try {
    if (require(manifest).name !== "unified-store") return {};
  } catch {
    return {};
  }
  const repository = createRequire(manifest);
  const entries = ["unified-store", "unified-store/class-validator", "unified-store/testing"];
  return Object.fromEntries(entries.map((entry) => [`^${entry}$`, repository.resolve(entry)]));
}
