const { existsSync } = require("node:fs");
const { join } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

/** The longest suites, from half a minute on two cores, the longest first. */
const LONG = [
  "conformance/postgresql",
  "plans/postgres",
  "conformance/sqlite-in-memory",
  "conformance/sqlite-on-file",
  "package/bundles",
  "benchmarks/workloads/workloads",
  "examples/examples",
  "data-migration/follow/live",
  "properties/engines-agree",
  "data-migration/run/rollback",
  "data-migration/run/killed",
  "benchmarks/migrate/migrate",
].map((name) => join(__dirname, "..", `${name}.test.ts`));

/**
 * Begins with the long suites. Jest orders suites by their last durations, and in a new checkout by
 * the size of their files: the conformance suites have three lines, and ran last, one of them alone
 * in the end.
 */
module.exports = class extends Sequencer {
  constructor(...args) {
    super(...args);
    for (const path of LONG) if (!existsSync(path)) throw new Error(`sequencer.js names no suite: ${path}`);
  }

  async sort(tests) {
    const sorted = await super.sort(tests);
    const begin = LONG.flatMap((path) => sorted.filter((test) => test.path === path));
    return [...begin, ...sorted.filter((test) => !begin.includes(test))];
  }
};
