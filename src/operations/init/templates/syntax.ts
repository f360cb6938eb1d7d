import type { InitSettings } from "../types";

/** What differs between the languages and the kinds of modules. */
export interface Syntax {
  /** A text that only TypeScript has, such as `: string`. */
  typed(text: string): string;
  /** A text that only JavaScript has, such as a type in a comment. */
  untyped(text: string): string;
  imported(names: string, from: string): string;
  /** What stands before an exported function. */
  exported: string;
  /** The end of a file, where names are exported there. */
  exports(...names: string[]): string;
}

/** TypeScript has one form for both kinds of modules: its compiler makes the other one. */
export function syntaxOf({ language, modules }: Pick<InitSettings, "language" | "modules">): Syntax {
  const isTyped = language === "typescript";
  const isRequired = !isTyped && modules === "commonjs";
  return {
    typed: (text) => (isTyped ? text : ""),
    untyped: (text) => (isTyped ? "" : text),
    imported: (names, from) =>
      isRequired ? `const ${names} = require("${from}");` : `import ${names} from "${from}";`,
    exported: isRequired ? "" : "export ",
    exports: (...names) => (isRequired ? `\nmodule.exports = { ${names.join(", ")} };\n` : ""),
  };
}
