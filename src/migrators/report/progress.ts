import type { Tier } from "../sources/source";
export interface ProgressEvent {
  tier: Tier | null;
  source: string;
  table: string | null;
  done: number;
  total: number;
  phase: "snapshot" | "copy" | "indexes" | "verify" | "follow" | "rollback";
}
