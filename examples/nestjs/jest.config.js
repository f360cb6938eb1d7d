const { createRequire } = require("node:module");
const { join } = require("node:path");

/** Decorators with the types of what they stand before, as NestJS reads them. */
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
 * In the repository of unified-store the package is built but not installed: point there. Copied
 * out, this maps nothing, and you may delete it.
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
