import type { MemoryItem, Scope } from "unified-store";

export interface NoteOptions {
  /**
   * If true, the note is deleted when it was not asked for during a week. Default: it is kept
   * forever.
   */
  fleeting?: boolean;
}

const FLEETING = "fleeting";
const KEPT = "kept";
const LITTLE_WORDS = new Set(
  "about are did does for from had has have how that the their there they this was were what when where which who why will with you".split(
    " ",
  ),
);

/** Takes notes, and answers from them. All data is in the given scope, on any database. */
export class Assistant {
  constructor(private readonly scope: Scope) {}

  /** Stores a note and its mentions (`@name`) in one transaction. */
  async note(author: string, text: string, { fleeting = false }: NoteOptions = {}): Promise<MemoryItem> {
    return this.scope.transaction(async (tx) => {
      if (fleeting) await tx.memory.policies.put({ name: FLEETING, ttlDays: 7 });
      const item = await tx.memory.add({
        type: "note",
        content: { author, text },
        policyName: fleeting ? FLEETING : KEPT,
      });
      for (const [, name] of text.matchAll(/@(\w+)/g))
        await tx.profiles.links.add({ from: author, to: name!, seenAt: item.createdAt });
      return item;
    });
  }

  /**
   * The notes that share the most words with the question. They are marked as used, so they are not
   * deleted soon.
   */
  async ask(question: string, limit = 3): Promise<string[]> {
    const hits = new Map<string, { item: MemoryItem; words: number }>();
    for (const word of keywords(question)) {
      const { items } = await this.scope.memory.search({ text: word, type: "note", limit: 20 });
      for (const item of items) hits.set(item.id, { item, words: (hits.get(item.id)?.words ?? 0) + 1 });
    }
    const best = [...hits.values()].sort((a, b) => b.words - a.words).slice(0, limit);
    await this.scope.memory.touchMany(best.map(({ item }) => item.id));
    return best.map(({ item }) => (item.content as { text: string }).text);
  }

  /** The names that an author mentions, most often first. */
  async mentions(author: string): Promise<string[]> {
    const { items } = await this.scope.profiles.links.list({ from: author });
    return items.map(({ to, count }) => `${to} (${count})`);
  }

  /** Deletes expired fleeting notes. Returns their number. */
  async tidy(): Promise<number> {
    const { deleted } = await this.scope.memory.prune();
    return deleted;
  }
}

function keywords(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return [...new Set(words)].filter((word) => !LITTLE_WORDS.has(word)).slice(0, 10);
}
