import type { MemoryItemInput } from "../../src/stores/memory/types";

export const HOSTILE_TEXT =
  "nul \u0000, lone \ud800 and \udc00, noncharacter \uffff, pair 😀, \\u0000, %_!'\"$1?";
export const at = (second: number): Date => new Date(Date.UTC(2025, 0, 1, 0, 0, second));
export const notes = (...texts: string[]): MemoryItemInput[] =>
  texts.map((text) => ({ type: "note", content: { text } }));
export const textOf = ({ content }: { content: unknown }): string => (content as { text: string }).text;
