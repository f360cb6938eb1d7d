import { writeFileSync } from "node:fs";
import { mustBeWritable } from "./writable";

/** What `--json` names: a file, or `-` for stdout. */
export type JsonPlace = string;

/**
 * Waits until it is written, or until whoever reads has gone: the process may end right afterwards.
 */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(`${text}\n`, () => resolve());
  });

/** @throws UsageError where it cannot be written, before anything is done for it */
export function checkedJsonPlace(place: string): JsonPlace {
  if (place !== "-") mustBeWritable("--json", place);
  return place;
}

/**
 * A document for programs, and the text for people, which is not said where the document is on
 * stdout.
 */
export async function publishResult(
  json: JsonPlace | null,
  document: unknown,
  text: () => string,
): Promise<void> {
  if (json !== null) await writeDocument(json, document);
  if (json !== "-") await print(text());
}

/** Of a command with `--json` the only words on stdout, or in the file that it names. */
export async function writeDocument(place: JsonPlace, document: unknown): Promise<void> {
  const text = JSON.stringify(document, null, 2);
  if (place === "-") await print(text);
  else writeFileSync(place, `${text}\n`);
}

let quiet = false;

/** From now on nothing is said on stderr but what went wrong (`--quiet`). */
export function beQuiet(): void {
  quiet = true;
}

export const isQuiet = (): boolean => quiet;

/** What is said to people beside the result. */
export function note(text: string): void {
  if (!quiet) complain(text);
}

/** What went wrong. */
export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
