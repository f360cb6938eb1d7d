import { existsSync } from "node:fs";
import { basename, dirname, extname, sep } from "node:path";
import { invalid } from "../../core/errors";
import type { SourceRecord } from "../ledger/run-record";

/** File that needs a name. */
export interface Unnamed {
  /** Absolute path, with links resolved. */
  path: string;
  lineages: readonly string[];
  /** Name that the operator gave it; null where none. */
  givenName: string | null;
}

/**
 * Path that an option gives, which may follow a name and `=`. It is taken as a whole where a file
 * has all of it as its name.
 */
export function givenPath(text: string): { givenName: string | null; path: string } {
  const [, givenName = null, path = text] = existsSync(text)
    ? []
    : (/^([^=/\\]{1,200})=(.+)$/s.exec(text) ?? []);
  return { givenName, path };
}

/**
 * Names of files among the sources of a target. Ids of rows are made of them.
 *
 * A file keeps its name of an earlier run. So does one that was moved or copied since, which its
 * lineage tells. Another one has its own name, with as much of its path as makes the name unique.
 */
export function nameSources(files: readonly Unnamed[], earlier: readonly SourceRecord[]): string[] {
  const names = files.map((file) => file.givenName ?? byPath(file, earlier));
  for (const [i, file] of files.entries()) {
    const found = names[i] ?? byLineage(file, earlier);
    // Two copies in one run are two sources, so only one of them keeps the name.
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

/** Shortest end of the path that is neither taken nor the end of another new file. */
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
