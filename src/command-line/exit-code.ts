/** Exit code. How any command ends, but for those that a signal ended: see `Interruption`. */
export const EXIT = {
  /** All that was asked for is done. */
  done: 0,
  failed: 1,
  /** The command line is invalid, or lacks something: nothing was done. */
  usage: 2,
  /** It is done, and something needs a look: rows in quarantine, or left alone. */
  remains: 3,
} as const;
