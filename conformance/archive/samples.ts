import type { Scope } from "../../src/scope";
import type { ArchiveEntry, ArchiveEntryInput } from "../../src/stores/archive/types";
import { everything } from "../suite";

export const MOST = Number.MAX_SAFE_INTEGER;
export const at = (second: number): Date => new Date(Date.UTC(2025, 0, 1, 0, 0, second, 123));
export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** An attachment with this content. */
export const attachment = (
  contentHash: string,
  more: Partial<ArchiveEntryInput> = {},
): ArchiveEntryInput => ({
  contentHash,
  messageId: "m",
  channelId: "c",
  filename: `${contentHash}.bin`,
  sizeBytes: 10,
  sha256: `sha of ${contentHash}`,
  ...more,
});

/** Inputs in the given order, one second apart. */
export const attachments = (...hashes: string[]): ArchiveEntryInput[] =>
  hashes.map((hash, i) => attachment(hash, { createdAt: at(i) }));

export const hashesOf = (entries: readonly Pick<ArchiveEntry, "contentHash">[]): string[] =>
  entries.map(({ contentHash }) => contentHash);

/** The id of an existing content. */
export const idOf = async ({ archive }: Scope, contentHash: string): Promise<string> =>
  (await archive.getByContentHash({ contentHash }))!.id;

/** @returns whether it existed */
export async function removeContent({ archive }: Scope, contentHash: string): Promise<boolean> {
  const known = await archive.getByContentHash({ contentHash });
  return known !== null && archive.remove(known.id);
}

/** All reads of a scope's archive. A failed write must leave their results unchanged. */
export async function stateOf({ archive }: Scope): Promise<unknown> {
  const entries = await everything(archive.list());
  const tags = await everything(archive.tags());
  return {
    entries,
    tags,
    places: await Promise.all(entries.map(({ id }) => everything(archive.places.list({ entryId: id })))),
    tagged: await Promise.all(
      tags.map(async ({ tag }) => hashesOf(await everything(archive.list({ tags: [tag] })))),
    ),
    found: hashesOf(await everything(archive.search({ text: "b", mode: "substring" }))),
    totals: await archive.totals(),
  };
}

/**
 * Names that could be mistaken for a pattern, a list, another name or two names; in code point
 * order.
 */
export const HOSTILE = [
  "\u0001",
  "\n",
  " a",
  '"',
  "$1",
  "%",
  "'",
  "?",
  "A",
  "[]",
  "\\",
  "_",
  "a",
  "a ",
  "a%",
  "a,b",
  "a/b",
  "a:b",
  "a\\",
  "a_",
  "ab",
  "e\u0301",
  "null",
  "x".repeat(512),
  "{}",
  "ß",
  "é",
  "\ue000",
  "\ufffd",
  "😀",
  "\u{10ffff}",
];
