/** One thing that was asked for, and what was measured. */
export interface Outcome {
  /** `PostgreSQL, 8 callers: memory.get` */
  what: string;
  asked: string;
  measured: string;
  /** Further figures that the verdict must be read with. */
  beside: string;
  met: boolean;
}

export interface Effort {
  /** Of each comparison. */
  rounds: number;
  /** Of one contender's turn in a round. */
  turnMs: number;
}

export const times = (ratio: number): string => `${ratio.toFixed(2)} times`;
export const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString("en-GB")}/s`;
