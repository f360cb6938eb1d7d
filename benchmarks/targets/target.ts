/** One target, and its measurement. */
export interface Outcome {
  /** `PostgreSQL, 8 callers: memory.get` */
  what: string;
  asked: string;
  measured: string;
  /** Further figures that are needed to read the verdict. */
  beside: string;
  met: boolean;
}

export interface Effort {
  /** Number of rounds of each comparison. */
  rounds: number;
  /** Length of one contender's turn in a round. */
  turnMs: number;
}

export const times = (ratio: number): string => `${ratio.toFixed(2)} times`;
export const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString("en-GB")}/s`;
