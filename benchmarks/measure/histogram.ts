import type { Latency } from "../types";

/**
 * Histogram of durations, from a tenth of a microsecond to 100 seconds. Buckets are at most 1/128
 * of their value wide. Node's `createHistogram` counts whole microseconds, which is too coarse for
 * a call of six. It also exports only a few quantiles, but not the buckets that a report draws and
 * merges.
 */
export class Histogram {
  private readonly counts = new Uint32Array(bucketOf(LONGEST, FINE) + 1);
  private sum = 0;
  private longest = 0;
  count = 0;

  record(ms: number): void {
    const tenths = Math.min(Math.max(Math.ceil(ms * TENTHS), 0), LONGEST);
    this.counts[bucketOf(tenths, FINE)]!++;
    this.count++;
    this.sum += ms;
    if (ms > this.longest) this.longest = ms;
  }

  add(other: Histogram): void {
    for (const [bucket, count] of other.counts.entries()) this.counts[bucket]! += count;
    this.count += other.count;
    this.sum += other.sum;
    this.longest = Math.max(this.longest, other.longest);
  }

  /**
   * The quantile by nearest rank: `share` of all durations are not longer, up to the edge of the
   * bucket. 0 if the histogram is empty.
   */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    for (const [bucket, count] of this.counts.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(edgeOf(bucket, FINE) / TENTHS, this.longest);
    }
    return this.longest;
  }

  latency(): Latency {
    return {
      mean: this.count === 0 ? 0 : this.sum / this.count,
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p95: this.quantile(0.95),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: this.longest,
    };
  }

  /**
   * For reports: buckets of 1/16. A run has hundreds of histograms, and a line in a chart is wider
   * than that.
   */
  buckets(): [edge: number, calls: number][] {
    const merged = new Map<number, number>();
    for (const [bucket, count] of this.counts.entries()) {
      if (count === 0) continue;
      const edge = edgeOf(bucketOf(edgeOf(bucket, FINE), COARSE), COARSE) / TENTHS;
      merged.set(edge, (merged.get(edge) ?? 0) + count);
    }
    return [...merged];
  }
}

/** Tenths of a microsecond in a millisecond. */
const TENTHS = 10_000;
const LONGEST = 2 ** 30;
/** Each doubling is divided into 2 to the power of this many buckets. */
const FINE = 7;
const COARSE = 4;

/**
 * One bucket per value up to twice 2^bits. Above that, the leading `bits` + 1 binary digits select
 * the bucket.
 */
function bucketOf(tenths: number, bits: number): number {
  const shift = Math.max(0, 31 - Math.clz32(tenths) - bits);
  return (shift << bits) + (tenths >> shift);
}

/** The highest value in the bucket. */
function edgeOf(bucket: number, bits: number): number {
  const shift = Math.max(0, (bucket >> bits) - 1);
  return (bucket - (shift << bits) + 1) * 2 ** shift - 1;
}
