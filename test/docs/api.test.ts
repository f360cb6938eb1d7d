import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../support/child";
import { temporaryFolder } from "../support/folder";

const run = promisify(execFile);
const node = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, args, { cwd: ROOT });
const generator = (...args: string[]) => node("scripts/api/dist/main.mjs", ...args);

/** The output of `--check`, one line for each problem. */
const problems = async (...args: string[]): Promise<string[]> => {
  const { stdout } = await generator("--check", ...args).catch((error) => error);
  return stdout.split("\n").filter((line: string) => line !== "");
};

beforeAll(() => node("node_modules/typescript/bin/tsc", "-p", "scripts/api"));

test("docs/api is current, doc comments are complete, and their examples compile", async () => {
  expect(await problems()).toEqual([]);
});

/**
 * A project of one file with the structure of the real one: a store, its collections, and inherited
 * members.
 */
const SOURCE = `
  interface Columns {
    /** Its name. */
    name: string;
    size: number;
  }
  type Row<Of> = { [Name in keyof Of]: Of[Name] } & {};
  type Changes<Of> = { [Name in keyof Of]?: Of[Name] | undefined };
  export type Thing = Row<Columns>;
  export type ThingPatch = Changes<Columns>;
  /** Where to begin. */
  export interface Limits { /** Default 50. */ limit?: number }
  declare class Base<Row, Patch> {
    protected readonly db: string;
    /**
     * Reads one.
     * @throws UnifiedStoreError \`validation\`
     * @example
     * const row = await collection.get(key);
     */
    get(key: string): Promise<Row | null>;
    /**
     * Changes one.
     * @param limits.limit of what is changed
     * @returns what it is now
     * @throws UnifiedStoreError \`not_found\`
     * @example
     * await collection.update("a", patch);
     */
    update(key: string, patch: Patch, limits?: Limits): Promise<Row>;
    /** @internal */
    inner(): void;
    private own;
  }
  /** Parts of things. */
  declare class Parts extends Base<Thing, ThingPatch> {}
  /** Things. Reached as \`scope.things\`. */
  declare class Things<Schemas> extends Base<Thing, ThingPatch> {
    readonly parts: Parts;
    /**
     * One of a kind.
     * @throws UnifiedStoreError \`validation\`
     * @example
     * await acme.things.first<{ size: 1 }>({ name: "a" });
     */
    first<T extends object>(like: Schemas): Promise<T>;
    #hidden: string;
  }
  /** One tenant. */
  declare class Scope<Schemas = { name: string }> { readonly things: Things<Schemas> }
  /** All of it. */
  export declare class UnifiedStoreManager<Schemas = { name: string }> {
    /**
     * The stores of a tenant.
     * @example
     * const acme = stores.scope();
     */
    scope(): Scope<Schemas>;
  }
  export type { Scope };
`;

describe("the generator", () => {
  let folder: string;
  const source = (text: string): void => writeFileSync(join(folder, "src/index.ts"), text);
  const page = (file: string): string => readFileSync(join(folder, "docs/api", file), "utf8");

  beforeAll(async () => {
    folder = temporaryFolder();
    cpSync(join(ROOT, "tsconfig.json"), join(folder, "tsconfig.json"));
    mkdirSync(join(folder, "src"));
    source(SOURCE);
    await generator(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("finds stores and their collections, with the types of what they inherit", () => {
    expect(readdirSync(join(folder, "docs/api"))).toEqual([
      "README.md",
      "manager.md",
      "things.md",
      "types.md",
    ]);
    const things = page("things.md");
    expect(things.match(/^##+ .*/gm)).toEqual([
      "## things",
      "### things.get",
      "### things.update",
      "### things.first",
      "## things.parts",
      "### things.parts.get",
      "### things.parts.update",
      "## Types",
      "### Limits",
      "### Thing",
      "### ThingPatch",
    ]);
    expect(things).toContain("`get(key: string): Promise<Thing | null>`");
    expect(things).toContain("`first<T extends object>(like: { name: string }): Promise<T>`");
    expect(things).toContain("| `patch` | [`ThingPatch`](#thingpatch) |  |");
    expect(things).toContain("| `name` | `string` | Its name. |");
    expect(things).toContain("| `limits.limit?` | `number` | of what is changed |");
    expect(things).toContain("Returns [`Promise<Thing>`](#thing): what it is now.\n\nThrows `not_found`.");
    expect(things).toContain("const row = await acme.things.parts.get(key);");
    expect(page("README.md")).toContain("[`acme.things.parts`](things.md#thingsparts) | Parts of things. |");
  });

  test("finds no problem in its own output", async () => {
    expect(await problems(folder)).toEqual([]);
  });

  test("names missing parts of doc comments, examples that do not compile, and pages that are not current", async () => {
    source(
      SOURCE.replace("/** One tenant. */", "")
        .replace('.update("a", patch)', '.update("a", { sizes: 1 })')
        .replaceAll("limits.limit", "options.limit")
        .replace("* @throws UnifiedStoreError `validation`", "*")
        .replace("* All of it.", "* All of it")
        .replace("const acme = stores.scope()", "const acme = stores"),
    );
    const found = await problems(folder);
    const stale = found.filter((line) => line.includes("is not current: run npm run docs:api"));
    expect(stale.map((line) => line.split(" ")[0])).toEqual([
      "docs/api/manager.md",
      "docs/api/things.md",
      "docs/api/README.md",
    ]);
    const places = ["things", "things.parts"];
    expect(found.filter((line) => !stale.includes(line))).toEqual([
      "UnifiedStoreManager.scope is not called in its @example",
      "scope: its class has no doc comment",
      ...places.flatMap((place) => [
        `${place}.get has no @throws`,
        `${place}.update has no parameter options.limit, but its doc comment describes it`,
      ]),
      ...places.map((place) =>
        expect.stringMatching(`^${place}.update: its example does not compile: .*'sizes'`),
      ),
    ]);
  });
});
