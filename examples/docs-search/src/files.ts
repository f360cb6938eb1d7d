import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "./arguments";

/** Where Markdown files are: `names` are files and folders in `root`. */
export interface Place {
  root: string;
  names: readonly string[];
}

export interface MarkdownFile {
  /** Path from the root, with `/` on every system. It is the key of the document. */
  source: string;
  text: string;
}

/** A folder of the user's own; null: README and docs of the package unified-store. */
export const placeOf = (folder: string | null): Place =>
  folder === null
    ? { root: dirname(require.resolve("unified-store/package.json")), names: ["README.md", "docs"] }
    : { root: resolve(folder), names: ["."] };

/**
 * The Markdown files of a place, without those of subfolders.
 *
 * @throws UsageError if there are none
 */
export async function markdownFiles({ root, names }: Place): Promise<MarkdownFile[]> {
  const sources = (await Promise.all(names.map((name) => sourcesIn(root, name)))).flat().sort();
  if (sources.length === 0) throw new UsageError(`${root} has no Markdown file (*.md)`);
  return Promise.all(
    sources.map(async (source) => ({ source, text: await readFile(join(root, source), "utf8") })),
  );
}

async function sourcesIn(root: string, name: string): Promise<string[]> {
  const path = join(root, name);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new UsageError(`${path} does not exist`) : error;
  });
  if (name !== "." && found.isFile()) return [name];
  if (!found.isDirectory()) throw new UsageError(`${path} is not a folder`);
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".md"));
  return files.map((file) => (name === "." ? file.name : `${name}/${file.name}`));
}
