import { parseArgs } from "node:util";
import type { OptionFacts, Options } from "./options";
import { suggestion } from "./similar";
import { UsageError } from "./usage-error";

/** A command line, read and not yet checked against anything outside of it. */
export interface ParsedLine<Name extends string> {
  /** Options with one value. */
  values: Partial<Record<Name, string>>;
  /** Options that may be given more than once. */
  lists: Partial<Record<Name, string[]>>;
  flags: ReadonlySet<Name>;
  /** What stands there without an option. */
  operands: string[];
}

interface Command<Name extends string> {
  options: Readonly<Record<Name, OptionFacts>>;
  /** How its help is called for. */
  help: string;
  /**
   * Whether words without an option mean something to it. Default false: then any word behind
   * `--json` is its file.
   */
  takesOperands?: boolean;
}

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];

/** @throws UsageError with what is wrong and what would be right */
export function parseLine<Name extends string>(
  { options, help, takesOperands = false }: Command<Name>,
  args: readonly string[],
): ParsedLine<Name> {
  const reader = new Reader<Name>(options, help);
  for (const token of tokensOf(options, withDocuments(options, args, takesOperands))) reader.take(token);
  return reader.line;
}

/**
 * A value of `--json` may be left out, which `parseArgs` does not know: what cannot be a run or the
 * like is one.
 */
function withDocuments(options: Options, args: readonly string[], takesOperands: boolean): string[] {
  const result: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i]!, args[i + 1]];
    if (arg === "--") return [...result, ...args.slice(i)];
    if (!arg.startsWith("--") || options[arg.slice(2)]?.type !== "document") result.push(arg);
    else if (next !== undefined && isJsonOutput(next, takesOperands)) {
      result.push(`${arg}=${next}`);
      i++;
    } else result.push(`${arg}=-`);
  }
  return result;
}

const isJsonOutput = (word: string, takesOperands: boolean): boolean =>
  word === "-" || (!word.startsWith("-") && (takesOperands ? /[./\\]/.test(word) : true));

/** All that is wrong is told here, and not by Node, whose words differ between its versions. */
function tokensOf(options: Options, args: string[]): Token[] {
  const parsed = Object.fromEntries(
    Object.entries(options).flatMap(([name, { type, short, also }]) => {
      const facts = { type: type === "boolean" ? ("boolean" as const) : ("string" as const), multiple: true };
      const own = [name, { ...facts, ...(short !== undefined && { short }) }] as const;
      return also === undefined ? [own] : [own, [also, facts] as const];
    }),
  );
  return parseArgs({ args, options: parsed, strict: false, allowPositionals: true, tokens: true }).tokens;
}

class Reader<Name extends string> {
  readonly line = {
    values: {} as Partial<Record<Name, string>>,
    lists: {} as Partial<Record<Name, string[]>>,
    flags: new Set<Name>(),
    operands: [] as string[],
  };
  /** The list that takes what stands behind its option. */
  private open: string[] | null = null;

  constructor(
    private readonly options: Readonly<Record<Name, OptionFacts>>,
    private readonly help: string,
  ) {}

  take(token: Token): void {
    if (token.kind === "option-terminator") this.open = null;
    else if (token.kind === "positional") (this.open ?? this.line.operands).push(token.value);
    else this.option(token);
  }

  private option({ rawName, name: given, value, inlineValue }: Token & { kind: "option" }): void {
    const name = this.nameOf(given);
    const { type, multiple = false, takesMore = false } = this.options[name];
    this.open = null;
    if (type === "boolean") {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value. ${this.see}`);
      this.line.flags.add(name);
      return;
    }
    if (value === undefined) throw new UsageError(`${rawName} takes a value. ${this.see}`);
    if (!inlineValue && /^-./.test(value))
      throw new UsageError(`${rawName} takes a value that does not begin with a dash. ${this.see}`);
    // A variable of a shell that is not set.
    if (value.trim() === "") throw new UsageError(`${rawName} takes a value, not an empty one.`);
    if (multiple) {
      const list = this.line.lists[name] ?? [];
      this.line.lists[name] = list;
      list.push(value);
      if (takesMore) this.open = list;
    } else if (name in this.line.values) throw new UsageError(`--${name} is given twice: give it once.`);
    else this.line.values[name] = value;
  }

  private nameOf(given: string): Name {
    const all = Object.entries(this.options) as [Name, OptionFacts][];
    const found = all.find(([name, { also }]) => name === given || also === given);
    if (found) return found[0];
    const known = all.flatMap(([name, { also }]) => (also === undefined ? [name] : [name, also]));
    const dashes = given.length === 1 ? "-" : "--";
    throw new UsageError(
      `There is no option ${dashes}${given}.${suggestion(given, known, "--")} ${this.see}`,
    );
  }

  private get see(): string {
    return `See ${this.help}.`;
  }
}
