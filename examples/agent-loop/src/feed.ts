/** The data to learn from: two short talks, in the form of a transcription service. */
export interface Talk {
  source: string;
  externalId: string;
  title: string;
  /** One sentence each, with its start and end in seconds from the beginning. */
  segments: { startSeconds: number; endSeconds: number; speaker: string; text: string }[];
}

const talk = (externalId: string, title: string, speaker: string, sentences: readonly string[]): Talk => ({
  source: "talks",
  externalId,
  title,
  segments: sentences.map((text, i) => ({
    startSeconds: i * 6,
    endSeconds: i * 6 + 5.5,
    speaker,
    text,
  })),
});

export const TALKS: readonly Talk[] = [
  talk("whales", "What a whale is", "Ada", [
    "Good evening, and thank you for coming.",
    "A whale is a mammal.",
    "A mammal is an animal.",
    "A dolphin is a whale.",
    "A whale breathes air, so it has to come up for it.",
  ]),
  talk("databases", "Where agents keep things", "Grace", [
    "Let us begin with what we have.",
    "SQLite is a database.",
    "PostgreSQL is a database.",
    "A database is a program.",
    "PostgreSQL has row versions, which let readers and writers pass each other.",
  ]),
];
