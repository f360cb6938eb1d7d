/**
 * Runs `work` when the calling code and all that it has set off at once are done, before anything
 * else of the event loop. Test runners' fake timers replace `nextTick` by one that only the test
 * moves: then right after the calling code.
 */
export function atEndOfTick(work: () => void): void {
  const { nextTick } = process;
  if ("clock" in nextTick) void Promise.resolve().then(work);
  else nextTick(work);
}
