import { writeFileSync } from "node:fs";
import { mustBeWritable } from "./writable";

/** What `--json` names: a file, or `-` for stdout. */
export type JsonOutput = string;

/**
 * Waits until it is written, or until whoever reads has gone: the process may end right afterwards.
 */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(`${text}\n`, () => resolve());
  });

/** @throws UsageError where it cannot be written, before anything is done for it */
export function checkedJsonOutput(output: string): JsonOutput {
  if (output !== "-") mustBeWritable("--json", output);
  return output;
}

/**
 * A document for programs, and the text for people, which is not said where the document is on
 * stdout.
 */
export async function publishResult(
  json: JsonOutput | null,
  document: unknown,
  text: () => string,
): Promise<void> {
  if (json !== null) await writeDocument(json, document);
  if (json !== "-") await print(text());
}

/** Of a command with `--json` the only words on stdout, or in the file that it names. */
export async function writeDocument(output: JsonOutput, document: unknown): Promise<void> {
  const text = JSON.stringify(document, null, 2);
  if (output === "-") await print(text);
  else writeFileSync(output, `${text}\n`);
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
