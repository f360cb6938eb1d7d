import { join } from "node:path";
import { API, type Snapshot } from "typescript/unstable/sync";

/** The module that in-memory files import as the package. */
export const PACKAGE = "../../../src";

/** A compiler for the project's sources and additional in-memory files. */
export class InMemory {
  readonly #api: API;
  readonly #contents = new Map<string, string>();
  readonly #folder: string;

  constructor(root: string, files: ReadonlyMap<string, string>) {
    this.#folder = join(root, "scripts/api/in-memory");
    const compilerOptions = {
      noImplicitAny: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      types: ["node"],
    };
    const settings = { extends: "../../../tsconfig.json", compilerOptions, files: [...files.keys()] };
    this.write(new Map([...files, ["tsconfig.json", JSON.stringify(settings)]]));
    this.#api = new API({
      cwd: root,
      fs: {
        readFile: (path) => this.#contents.get(path),
        fileExists: (path) => (this.#contents.has(path) ? true : undefined),
        directoryExists: (path) => (path === this.#folder ? true : undefined),
      },
    });
  }

  path(file: string): string {
    return join(this.#folder, file);
  }

  write(files: ReadonlyMap<string, string>): void {
    for (const [file, text] of files) this.#contents.set(this.path(file), text);
  }

  /** The project with the current files. */
  compile(): ReturnType<Snapshot["getProjects"]>[number] {
    const changed = [...this.#contents.keys()];
    const openProjects = [this.path("tsconfig.json")];
    return this.#api.updateSnapshot({ openProjects, fileChanges: { changed } }).getProjects()[0]!;
  }

  close(): void {
    this.#api.close();
  }
}
