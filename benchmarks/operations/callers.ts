import type { Scope, UnifiedStoreManager } from "../../src";

const ITEMS = 20_000;
const OLD = 2_000;
const BATCH = 1000;

/** A database whose callers read and write, while rows of another tenant are old. */
export class Callers {
  private readonly ids: string[] = [];
  private next = 0;

  constructor(private readonly stores: UnifiedStoreManager) {}

  private get scope(): Scope {
    return this.stores.scope({ tenant: "callers" });
  }

  async fill(): Promise<void> {
    for (let from = 0; from < ITEMS; from += BATCH) {
      const items = Array.from({ length: BATCH }, (_, i) => ({
        type: "fact",
        content: { text: `note ${from + i} of the callers` },
      }));
      for (const { id } of await this.scope.memory.addMany(items)) this.ids.push(id);
    }
  }

  /** Rows for the next pruning: calls, metrics and messages, each of which is too old. */
  async age(rows: number): Promise<void> {
    const { analytics, conversations } = this.stores.scope({ tenant: "old" });
    const createdAt = new Date(0);
    const { id } = await conversations.sessions.add({ createdAt });
    for (let from = 0; from < rows; from += OLD) {
      const each = Array.from({ length: OLD / 2 }, (_, i) => i);
      await analytics.calls.addMany(each.map(() => ({ task: "t", model: "m", latencyMs: 1, createdAt })));
      await conversations.messages.appendMany(
        id,
        each.map((i) => ({ role: "user" as const, content: `message ${from + i}`, createdAt })),
      );
    }
  }

  /** Of ten calls seven read one item, two list a page, and one adds an item. */
  async call(): Promise<void> {
    const n = this.next++;
    const { memory } = this.scope;
    if (n % 10 === 9) await memory.add({ type: "fact", content: { text: `added ${n}` } });
    else if (n % 5 === 3) await memory.list({ limit: 20 });
    else await memory.get(this.ids[(n * 7919) % this.ids.length]!);
  }
}
