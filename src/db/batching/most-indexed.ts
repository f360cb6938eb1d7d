/**
 * Characters that one statement indexes, while everybody else waits: of prose some 20 ms on one
 * thread.
 */
export const MOST_INDEXED_AT_ONCE = 100_000;
