import type { Scope } from "../../src/scope";
import type { HandWritten } from "../baselines/hand-written";
import type { TypeOrmBaseline } from "../baselines/typeorm";
import type { Facts } from "../machine";

/** One database with everybody who is measured on it. */
export interface Subject {
  engine: string;
  facts: Facts;
  ours: Scope;
  hand: HandWritten;
  typeorm: TypeOrmBaseline;
  /** Of the rows loaded before. */
  ids: readonly string[];
  /** Ours, for calls whose statements are to be seen. */
  recording: { scope: Scope; texts: string[] };
}

export const PRELOADED_ROWS = 10_000;
/** Callers at once on PostgreSQL, and the size of every pool. */
export const CALLERS = 8;
