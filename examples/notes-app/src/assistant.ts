import type { MemoryItem, Scope } from "unified-store";

export interface NoteOptions {
  /** To be forgotten when nobody asks for it during a week. Default: kept for ever. */
  fleeting?: boolean;
}

const FLEETING = "fleeting";
const KEPT = "kept";
const LITTLE_WORDS = new Set(
  "about are did does for from had has have how that the their there they this was were what when where which who why will with you".split(
    " ",
  ),
);

/**
 * Takes notes, and answers from them. What it knows lies in the scope that it is given, in whatever
 * database.
 */
export class Assistant {
  constructor(private readonly scope: Scope) {}

  /** Remembers a note, and whom it mentions as `@name`: both, or neither. */
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
   * The notes that share most words with the question. They count as used: what is asked for is not
   * forgotten.
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

  /** Whom somebody mentions, most often first. */
  async mentions(author: string): Promise<string[]> {
    const { items } = await this.scope.profiles.links.list({ from: author });
    return items.map(({ to, count }) => `${to} (${count})`);
  }

  /** Deletes the fleeting notes that nobody asked for. Returns how many. */
  async tidy(): Promise<number> {
    const { deleted } = await this.scope.memory.prune();
    return deleted;
  }
}

function keywords(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return [...new Set(words)].filter((word) => !LITTLE_WORDS.has(word)).slice(0, 10);
}
