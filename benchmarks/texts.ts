import type { MemoryItemInput } from "../src/stores/memory/inputs";

/** Frequent words first: they are drawn as in real text, where the nth word comes with a frequency of about 1/n. */
const WORDS =
  `the of to and in is a that for it was on with as by at from this be not are have which or an they but had
  were one all we when there can more if no out so said what up its about than into them only other time new some could these
  two may then do first any my now such like our over man even most made after also did many before must through years where
  much way well down should because each just those people how too little state good very make world still see own work men
  long get here between both life being under never day same another know while last might us great old year off come since
  against go came right used take three customer invoice project deadline meeting server database release query index
  prefers contract budget supplier shipment latency migration backup schedule report feature payment account refund language
  vegetarian Lisbon Zürich Kraków espresso bicycle keyboard quarterly onboarding dashboard renewal discount warehouse sensor
  telescope glacier harbour orchestra manuscript vaccine reactor satellite algorithm compiler semaphore checksum partition`.split(
    /\s+/,
  );

export const TYPES = [
  "fact",
  "preference",
  "episodic",
  "summary",
  "task",
  "decision",
  "entity",
  "note",
] as const;

/** mulberry32: the same numbers from the same seed, everywhere. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Memory items with texts of about 100 characters, a second apart; the same for the same seed. */
export function items(count: number, seed: number): MemoryItemInput[] {
  const next = random(seed);
  const start = Date.UTC(2025, 0, 1);
  return Array.from({ length: count }, (_, i) => ({
    type: TYPES[Math.floor(next() * TYPES.length)]!,
    content: { text: sentence(next), source: "conversation", turn: Math.floor(next() * 500) },
    policy: "default",
    createdAt: new Date(start + i * 1000),
  }));
}

function sentence(next: () => number): string {
  let text = "";
  while (text.length < 92) {
    const rank = Math.floor(WORDS.length ** next()) - 1;
    const word = next() < 0.04 ? String(Math.floor(next() * 10_000)) : WORDS[rank]!;
    text += `${text === "" ? "" : " "}${word}`;
  }
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The same without a time, as an application adds what just happened. */
export function newItems(count: number, seed: number): MemoryItemInput[] {
  return items(count, seed).map(({ createdAt: _, ...input }) => input);
}
