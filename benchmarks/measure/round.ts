import { Histogram } from "./histogram";

/** Result of a contender's turn: the calls that ended in it. */
export class Round {
  /** Of successful calls only: the time of a failure is not a latency. */
  readonly histogram = new Histogram();
  readonly failureCodes: Record<string, number> = {};
  failures = 0;
  /** Calls that ended in each slice, in order. */
  readonly slices: number[] = [];
  /** Maximum of concurrent calls. */
  concurrency = 0;
  /** From the start to the last answer. */
  ms = 0;

  constructor(
    readonly start: number,
    readonly sliceMs: number,
  ) {}

  succeeded(from: number, to: number): void {
    this.histogram.record(to - from);
    const slice = Math.floor((to - this.start) / this.sliceMs);
    while (this.slices.length <= slice) this.slices.push(0);
    this.slices[slice]!++;
  }

  failed(code: string): void {
    this.failures++;
    this.failureCodes[code] = (this.failureCodes[code] ?? 0) + 1;
  }

  /** Successful calls a second. */
  get throughput(): number {
    return this.histogram.count / (this.ms / 1000);
  }
}

/** The code of a UnifiedStoreError, or the code of a driver's error. */
export function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === "string") return code;
  return typeof name === "string" ? name : "unknown";
}
