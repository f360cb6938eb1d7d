import { styleText } from "node:util";
import { excerpt } from "./excerpt";
import type { Embedded, Synced } from "./library";
import { type Answer, type Passage, type Ran, WEIGHTS } from "./search";

/** Texts for people. `bold` marks words on a terminal, and does nothing elsewhere. */
export type Bold = (text: string) => string;

export const boldOn = ({ isTTY }: { isTTY?: boolean }): Bold =>
  isTTY && !process.env.NO_COLOR ? (text) => styleText("bold", text) : (text) => text;

export function answerText(answer: Answer, bold: Bold): string {
  const { question, passages, prompt, ran } = answer;
  const body = prompt === null ? passages.map((each, i) => passageText(each, i, bold)) : promptText(prompt);
  const found = passages.length === 0 ? ["Nothing was found."] : body;
  return [`> ${question}`, ...found, ranText(ran)].join("\n\n");
}

const place = ({ source, line, headings }: Passage): string =>
  [`${source}:${line}`, headings.join(" > ")].filter(Boolean).join("  ");

function passageText(passage: Passage, i: number, bold: Bold): string {
  const { score, cosine, lexical, words } = passage;
  // The headings are printed with the source.
  const stretches = excerpt(passage.text.replace(/^(?:#{1,6} .*\n+)+(?=\S)/, ""), words);
  const text = stretches.map((each) => (each.found ? bold(each.text) : each.text)).join("");
  const parts = [
    cosine === null ? "no vector yet" : `${WEIGHTS.dense} × cosine ${cosine.toFixed(3)}`,
    `${WEIGHTS.lexical} × words ${lexical.toFixed(3)}${words.length > 0 ? `: ${words.join(", ")}` : ""}`,
  ];
  return `${i + 1}. ${bold(place(passage))}\n   ${text}\n   score ${score.toFixed(3)} (${parts.join(" + ")})`;
}

function promptText({ text, tokens, sources }: NonNullable<Answer["prompt"]>): string[] {
  if (sources.length === 0) return ["No passage fits into so few tokens."];
  const list = sources.map((each, i) => `[${i + 1}] ${place(each)}`);
  return [text, `About ${tokens} tokens, from:\n${list.join("\n")}`];
}

function ranText({ milliseconds, model, path, candidates, vectors, pending, skipped }: Ran): string {
  const by = [
    candidates.meaning === null ? null : `meaning (${model}, ${path}): ${candidates.meaning} candidates`,
    candidates.words === null ? null : `words: ${candidates.words} candidates`,
  ].filter(Boolean);
  const lines = [`${vectors + pending} passages searched in ${milliseconds} ms. By ${by.join(", by ")}.`];
  if (pending > 0) lines.push(`${count(pending, "passage")} without a vector: found by words alone.`);
  lines.push(...skipped.map((each) => `Did not run: ${each}.`));
  return lines.join("\n");
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** What a start has done with the files. */
export function syncText({ files, chunks }: Synced): string {
  const { created, changed, unchanged, removed } = files;
  const parts = [
    created > 0 && `${created} new`,
    changed > 0 && `${changed} changed`,
    unchanged > 0 && `${unchanged} unchanged`,
    removed > 0 && `${removed} gone`,
  ].filter(Boolean);
  const about = `${count(created + changed + unchanged, "file")}: ${parts.join(", ")}.`;
  return chunks.added + chunks.removed === 0
    ? about
    : `${about} Passages: ${chunks.added} added, ${chunks.kept} kept, ${chunks.removed} removed.`;
}

export function embeddedText({ embedded, pending }: Embedded): string {
  const done = embedded === 0 ? "Nothing to embed." : `${count(embedded, "passage")} embedded.`;
  return pending === 0
    ? done
    : `${done} ${count(pending, "passage")} pending: another process has claimed them, or the encoder refused them. Start again in two minutes.`;
}
