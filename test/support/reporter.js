/**
 * Ends the output with one plain line that scripts can read, and fails a full run in which a listed backend ran no
 * conformance case.
 */
module.exports = class Reporter {
  constructor(globalConfig) {
    this.isPartial = Boolean(
      globalConfig.testNamePattern || globalConfig.nonFlagArgs?.length || globalConfig.onlyChanged,
    );
  }

  onRunComplete(_contexts, results) {
    const failures = results.testResults.filter((file) => file.testExecError).length;
    const lines = [];
    if (!this.isPartial) {
      for (const backend of ["SQLite in memory", "SQLite on file", "PostgreSQL"]) {
        const cases = results.testResults
          .flatMap((file) => file.testResults)
          .filter(
            (test) => test.status === "passed" && test.ancestorTitles[0] === `conformance on ${backend}`,
          );
        lines.push(`${backend}: ${cases.length} conformance cases passed`);
        if (cases.length === 0) this.error = new Error(`no conformance case ran on ${backend}`);
      }
    }
    lines.push(`${results.numPassedTests} passed, ${results.numFailedTests + failures} failed`);
    process.stdout.write(`\n${lines.join("\n")}\n`);
  }

  getLastError() {
    return this.error;
  }
};
