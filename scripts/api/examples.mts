import { join } from "node:path";
import { API, type Diagnostic, type Project } from "typescript/unstable/sync";

/** One example: where it is told, its code, and what it says of the method that it is for. */
export interface Example {
  title: string;
  code: string;
  /** Names that it may use as they are, such as the method's own parameters, and their types. */
  given: ReadonlyMap<string, string>;
}

const CANNOT_FIND = new Set([2304, 2552, 18004]);

/**
 * Compiles all examples against the public interface, as files that are only in memory, and returns what does not compile.
 * `acme` is a scope and `stores` a manager, the method's parameters have their types, and what the package exports is imported.
 * Any other name that an example does not declare, such as `facts`, may be anything: only how it is used with ours is looked at.
 */
export function compileExamples(root: string, examples: Example[]): string[] {
  const folder = join(root, "scripts/api/in-memory");
  const files = examples.map((_, i) => join(folder, `example-${i}.ts`));
  const contents = new Map<string, string>([
    [join(folder, "tsconfig.json"), JSON.stringify(settings(files))],
    ...examples.map((example, i) => [files[i]!, program(example)] as [string, string]),
  ]);
  const api = new API({
    cwd: root,
    fs: {
      readFile: (path) => contents.get(path),
      fileExists: (path) => (contents.has(path) ? true : undefined),
      directoryExists: (path) => (path === folder ? true : undefined),
    },
  });
  const compile = (params: object): Diagnostic[][] => {
    const [project] = api.updateSnapshot(params).getProjects();
    return files.map((file) => errorsIn(project!, file));
  };
  try {
    const first = compile({ openProjects: [join(folder, "tsconfig.json")] });
    for (const [i, example] of examples.entries()) {
      const missing = first[i]!.flatMap(({ code, text }) => (CANNOT_FIND.has(code) ? [nameIn(text)] : []));
      contents.set(files[i]!, program(example, new Set(missing)));
    }
    const second = compile({ fileChanges: { changed: files } });
    return examples.flatMap(({ title }, i) =>
      second[i]!.map(({ code, text }) => `${title}: its example does not compile: ${text} (TS${code})`),
    );
  } finally {
    api.close();
  }
}

const errorsIn = (project: Project, file: string): Diagnostic[] => [
  ...project.program.getSyntacticDiagnostics(file),
  ...project.program.getSemanticDiagnostics(file),
];

const nameIn = (text: string): string => /'(\w+)'/.exec(text)![1]!;

const settings = (files: string[]): object => ({
  extends: "../../../tsconfig.json",
  compilerOptions: {
    noImplicitAny: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    types: ["node"],
  },
  files,
});

function program({ code, given }: Example, missing: ReadonlySet<string> = new Set()): string {
  const known = new Map([...given, ["acme", "Scope"], ["stores", "UnifiedStoreManager"]]);
  const declared = [...missing].map((name) => `declare const ${name}: ${known.get(name) ?? "any"};`);
  const imported = [...code.matchAll(/\b[A-Z]\w+/g)]
    .map(([name]) => name)
    .filter((name) => missing.has(name));
  return [
    'import type { Scope } from "../../../src";',
    `import { ${["UnifiedStoreManager", ...new Set(imported)].join(", ")} } from "../../../src";`,
    ...declared.filter((line) => !imported.some((name) => line.startsWith(`declare const ${name}:`))),
    `export async function example() {\n${code}\n}`,
  ].join("\n");
}
