/**
 * What is wrong with the command line, and what would be right: all that is said, and the exit code
 * is 2.
 */
export class UsageError extends Error {}
