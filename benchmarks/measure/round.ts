import { Histogram } from "./histogram";

/** What a contender's turn came to: the calls that ended in it. */
export class Round {
  /** Of the calls that succeeded: how quickly others failed is no latency. */
  readonly histogram = new Histogram();
  readonly failureCodes: Record<string, number> = {};
  failures = 0;
  /** Calls that ended in each slice, in order. */
  readonly slices: number[] = [];
  /** Most calls that were under way at once. */
  concurrency = 0;
  /** From its beginning to its last answer. */
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

/** Of a UnifiedStoreError its code, of a driver's error the driver's. */
export function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === "string") return code;
  return typeof name === "string" ? name : "unknown";
}
