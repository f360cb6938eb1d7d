/** Words of a vocabulary. Of a language's texts, a hundred thousand have about as many. */
const WORDS = 30_000;
const SYLLABLES = [..."bdfgklmnprstvz"].flatMap((consonant) =>
  [..."aeiou"].map((vowel) => consonant + vowel),
);
const CHARACTERS = 85;

/** Frequent words first, and short ones. */
export function vocabulary(random: () => number): string[] {
  const words = new Set<string>();
  while (words.size < WORDS) {
    const syllables = 1 + Math.floor(Math.log(1 + words.size) / 3) + Math.floor(random() * 2);
    let word = "";
    for (let i = 0; i < syllables; i++) word += SYLLABLES[Math.floor(random() * SYLLABLES.length)];
    words.add(word);
  }
  return [...words];
}

/** The nth word has a frequency of about 1/n (Zipf's law). */
export function sentenceOf(words: readonly string[], random: () => number): string {
  let text = "";
  while (text.length < CHARACTERS) {
    const word = words[Math.floor(words.length ** random()) - 1]!;
    text += `${text === "" ? "" : " "}${word}`;
  }
  return text;
}
