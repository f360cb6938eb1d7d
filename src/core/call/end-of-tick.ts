/**
 * Runs `work` after the current synchronous code and its microtasks, before the event loop goes on.
 * Fake timers of test runners replace `nextTick` by one that only the test advances; with them
 * `work` runs right after the calling code.
 */
export function atEndOfTick(work: () => void): void {
  const { nextTick } = process;
  if ("clock" in nextTick) void Promise.resolve().then(work);
  else nextTick(work);
}
