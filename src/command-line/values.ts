import { UsageError } from "./usage-error";

/** Values of options: each is read here, and refused in the same words. */
export const wrongValue = (option: string, text: string, right: string): UsageError =>
  new UsageError(`--${option} takes ${right}, not ${JSON.stringify(text)}.`);

/** @throws UsageError */
export function wholeNumber(
  option: string,
  text: string,
  { least = 1, most }: { least?: number; most: number },
): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw wrongValue(option, text, `a whole number from ${least} to ${most}`);
  return number;
}

/** @throws UsageError */
export function positiveNumber(option: string, text: string, { most }: { most: number }): number {
  const number = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || number <= 0 || number > most)
    throw wrongValue(option, text, `a number above 0 and up to ${most}, such as 1.5`);
  return number;
}

/** Each item once. @throws UsageError */
export function listOf(option: string, text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.includes("")) throw wrongValue(option, text, "a comma-separated list without empty values");
  return [...new Set(items)];
}

/** Some of the words that there are. @throws UsageError */
export function someOf(option: string, text: string, known: readonly string[]): string[] {
  const items = listOf(option, text);
  if (items.some((item) => !known.includes(item)))
    throw wrongValue(option, text, `a list of ${known.join(", ")}`);
  return items;
}

/** One of the words that there are. @throws UsageError */
export function oneOf<const Word extends string>(option: string, text: string, known: readonly Word[]): Word {
  const found = known.find((word) => word === text);
  if (found !== undefined) return found;
  throw wrongValue(option, text, `${known.slice(0, -1).join(", ")} or ${known.at(-1)}`);
}
