import type { Diagnostic, Project } from "typescript/unstable/sync";
import { InMemory, PACKAGE } from "./in-memory.mjs";

/** One example: its location, its code, and problems of its use of the documented method. */
export interface Example {
  title: string;
  code: string;
  /**
   * Names that it may use without a declaration, such as the method's own parameters, with their
   * types.
   */
  given: ReadonlyMap<string, string>;
}

const CANNOT_FIND = new Set([2304, 2552, 18004]);

/**
 * Compiles all examples against the public interface, as in-memory files, and returns the compile
 * errors. `acme` is a scope and `stores` a manager, the method's parameters have their types, and
 * all exports of the package are imported. Any other undeclared name, such as `facts`, has the type
 * `any`: only its use with the package's API is checked.
 */
export function compileExamples(root: string, examples: Example[]): string[] {
  const files = examples.map((_, i) => `example-${i}.ts`);
  const programs = (missing: (i: number) => string[]): Map<string, string> =>
    new Map(files.map((file, i) => [file, program(examples[i]!, new Set(missing(i)))]));
  const compiler = new InMemory(
    root,
    programs(() => []),
  );
  const errors = (): Diagnostic[][] => {
    const project = compiler.compile();
    return files.map((file) => errorsIn(project, compiler.path(file)));
  };
  try {
    const first = errors();
    compiler.write(
      programs((i) => first[i]!.flatMap(({ code, text }) => (CANNOT_FIND.has(code) ? [nameIn(text)] : []))),
    );
    const second = errors();
    return examples.flatMap(({ title }, i) =>
      second[i]!.map(({ code, text }) => `${title}: its example does not compile: ${text} (TS${code})`),
    );
  } finally {
    compiler.close();
  }
}

const errorsIn = (project: Project, file: string): Diagnostic[] => [
  ...project.program.getSyntacticDiagnostics(file),
  ...project.program.getSemanticDiagnostics(file),
];

const nameIn = (text: string): string => /'(\w+)'/.exec(text)![1]!;

function program({ code, given }: Example, missing: ReadonlySet<string>): string {
  const known = new Map([...given, ["acme", "Scope"], ["stores", "UnifiedStoreManager"]]);
  const declared = [...missing].map((name) => `declare const ${name}: ${known.get(name) ?? "any"};`);
  const imported = [...code.matchAll(/\b[A-Z]\w+/g)]
    .map(([name]) => name)
    .filter((name) => missing.has(name));
  return [
    `import type { Scope } from "${PACKAGE}";`,
    `import { ${["UnifiedStoreManager", ...new Set(imported)].join(", ")} } from "${PACKAGE}";`,
    ...declared.filter((line) => !imported.some((name) => line.startsWith(`declare const ${name}:`))),
    `export async function example() {\n${code}\n}`,
  ].join("\n");
}
