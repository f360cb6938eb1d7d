interface Entry<V> {
  value: V;
  size: number;
  since: number;
  until: number;
}

/** A value of the cache, and its age in milliseconds. */
export interface Aged<V> {
  value: V;
  ageMs: number;
}

/**
 * Least recently used values with a time to live, bounded in number and in size. Times come from
 * the caller. When its clock goes back, an entry counts as expired.
 */
export class ExpiringCache<V> {
  /** In the order of their last use. */
  private readonly entries = new Map<string, Entry<V>>();
  private size = 0;

  /** @param mostSize bound on the sum of the sizes that `set` is given */
  constructor(
    private readonly most: number,
    private readonly mostSize = Number.POSITIVE_INFINITY,
  ) {}

  get(key: string, now: number): Aged<V> | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.drop(key, entry);
    if (now >= entry.until || now < entry.since) return undefined;
    this.entries.set(key, entry);
    this.size += entry.size;
    return { value: entry.value, ageMs: now - entry.since };
  }

  set(key: string, value: V, { now, ttlMs, size = 0 }: { now: number; ttlMs: number; size?: number }): void {
    this.delete(key);
    if (size > this.mostSize) return;
    this.entries.set(key, { value, size, since: now, until: now + ttlMs });
    this.size += size;
    for (const [oldest, entry] of this.entries) {
      if (this.entries.size <= this.most && this.size <= this.mostSize) return;
      this.drop(oldest, entry);
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) this.drop(key, entry);
  }

  /** Deletes all entries whose keys begin with this. */
  deleteAll(prefix: string): void {
    for (const [key, entry] of this.entries) if (key.startsWith(prefix)) this.drop(key, entry);
  }

  private drop(key: string, entry: Entry<V>): void {
    this.entries.delete(key);
    this.size -= entry.size;
  }
}
