const { createRequire } = require("node:module");
const { join } = require("node:path");

module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
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
  return {
    "^unified-store$": repository.resolve("unified-store"),
    "^unified-store/testing$": repository.resolve("unified-store/testing"),
  };
}
