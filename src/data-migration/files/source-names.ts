import { existsSync } from "node:fs";
import { basename, dirname, extname, sep } from "node:path";
import { invalid } from "../../core/errors";
import type { SourceRecord } from "../ledger/ledger";

/** A file that wants a name. */
export interface Unnamed {
  /** Its absolute path, links resolved. */
  path: string;
  lineages: readonly string[];
  /** The name that it was given. */
  given: string | null;
}

/** A path as it is given by people: alone, or behind a name and `=`, unless there is a file of that whole name. */
export function givenPath(text: string): { given: string | null; path: string } {
  const [, given = null, path = text] = existsSync(text) ? [] : (/^([^=/\\]{1,200})=(.+)$/s.exec(text) ?? []);
  return { given, path };
}

/**
 * The names by which a target knows files, and of which ids are made. A file keeps the name that it had in an earlier run; so does one that
 * was moved or copied since, which its first rows tell. Others have their own name, or as much more of their path as tells
 * them from all that is known.
 */
export function nameSources(files: readonly Unnamed[], earlier: readonly SourceRecord[]): string[] {
  const names = files.map((file) => file.given ?? byPath(file, earlier));
  for (const [i, file] of files.entries()) {
    const found = names[i] ?? byLineage(file, earlier);
    // Two copies in one run are two sources.
    if (found && names[i] === null && !names.includes(found)) names[i] = found;
  }
  const taken = new Set([...earlier.map(({ name }) => name), ...names.filter((name) => name !== null)]);
  const waiting = files.filter((_, i) => names[i] === null);
  const result = files.map((file, i) => names[i] ?? freeName(file, waiting, taken));
  const twice = result.find((name, i) => result.indexOf(name) !== i);
  if (twice !== undefined) throw invalid("from", `gives two files the name ${JSON.stringify(twice)}`);
  return result;
}

const byPath = ({ path }: Unnamed, earlier: readonly SourceRecord[]): string | null =>
  earlier.find((each) => each.path === path)?.name ?? null;

const byLineage = ({ lineages }: Unnamed, earlier: readonly SourceRecord[]): string | null =>
  earlier.find(({ lineage }) => lineage !== null && lineages.includes(lineage))?.name ?? null;

/** The end of its path that no other new file has, and that is not taken. */
function freeName({ path }: Unnamed, waiting: readonly Unnamed[], taken: ReadonlySet<string>): string {
  const parts = [...dirname(path).split(sep), basename(path, extname(path))].filter((part) => part !== "");
  for (let length = 1; length <= parts.length; length++) {
    const name = parts.slice(-length).join("/");
    const same = waiting.filter((other) => endOf(other.path, length) === name).length;
    if (same === 1 && !taken.has(name)) return name;
  }
  return path;
}

function endOf(path: string, length: number): string {
  const parts = [...dirname(path).split(sep), basename(path, extname(path))].filter((part) => part !== "");
  return parts.slice(-length).join("/");
}
