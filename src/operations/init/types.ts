/** What a new project is made of. */
export interface InitSettings {
  /** The project's folder, as an absolute path. */
  folder: string;
  /** The database that a developer's machine uses. */
  development: "sqlite" | "postgres";
  /** The database of production; `none`: SQLite there too. */
  production: "postgres" | "none";
  language: "typescript" | "javascript";
  modules: "esm" | "commonjs";
  testRunner: "node:test" | "vitest" | "jest";
  /** The name of the PostgreSQL database, and of the SQLite file. */
  database: string;
}

export interface InitOptions {
  /** The project's folder. It is made where it is missing. Default: the working directory. */
  folder?: string | undefined;
  /** Default `sqlite`. */
  development?: InitSettings["development"] | undefined;
  /** Default `postgres`. */
  production?: InitSettings["production"] | undefined;
  /**
   * Default: `typescript` with a tsconfig.json, with TypeScript among the dependencies, or in a
   * folder without a package.json.
   */
  language?: InitSettings["language"] | undefined;
  /** Default: what `type` in package.json says; without a package.json `esm`. */
  modules?: InitSettings["modules"] | undefined;
  /** Default: the one among the dependencies of package.json, else `node:test`. */
  testRunner?: InitSettings["testRunner"] | undefined;
  /** 1 to 63 small letters, digits and underscores, with a letter first. Default `app`. */
  database?: string | undefined;
  /**
   * Replaces files that exist, except package.json, tsconfig.json and .gitignore. Default false:
   * they are kept.
   */
  force?: boolean | undefined;
  /** Writes nothing; the report has what would be written. Default false. */
  dryRun?: boolean | undefined;
}

/** A file of a new project, before it is written. */
export interface ProjectFile {
  /** From the project's folder, with `/`. */
  path: string;
  contents: string;
}

export interface InitFile extends ProjectFile {
  /** `kept`: it existed, and was left as it is. */
  action: "written" | "replaced" | "kept";
}

/** What `initProject` has done, or with `dryRun` would do. */
export interface InitReport {
  dryRun: boolean;
  settings: InitSettings;
  /** In the order in which they are best read. `contents` is what init has for the file. */
  files: InitFile[];
  /** Scripts that the project's own package.json lacks. They are not written: the file exists. */
  scripts: Record<string, string>;
  /** What else there is to do or to know, as sentences. */
  notes: string[];
  /** The commands to run next, in the project's folder. */
  next: string[];
}
