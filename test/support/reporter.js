/**
 * Ends the output with one plain line for scripts. Fails a full run if a listed backend did not
 * pass every conformance case: a case that was not run, or was skipped, counts as failed.
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
      const expected = JSON.parse(process.env.UNIFIED_STORE_EXPECTED ?? '{"backends":[],"cases":0}');
      const passed = results.testResults
        .flatMap((file) => file.testResults)
        .filter((test) => test.status === "passed");
      for (const backend of expected.backends) {
        const count = passed.filter((test) => test.ancestorTitles[0] === `conformance on ${backend}`).length;
        lines.push(`${backend}: ${count} of ${expected.cases} conformance cases passed`);
        if (count !== expected.cases || count === 0)
          this.error = new Error(`${backend} did not pass every conformance case`);
      }
      if (expected.backends.length === 0) this.error = new Error("no backend is listed");
    }
    lines.push(`${results.numPassedTests} passed, ${results.numFailedTests + failures} failed`);
    process.stdout.write(`\n${lines.join("\n")}\n`);
  }

  getLastError() {
    return this.error;
  }
};
