import { wrapped } from "../presentation/terminal/wrap";

/** An option as it is parsed and as help tells it. */
export interface OptionFacts {
  /** `document`: a file, or `-` or nothing for stdout. */
  type: "string" | "boolean" | "document";
  /** Whether it may be given more than once. */
  multiple?: boolean;
  /**
   * Whether what stands behind its value without an option belongs to it too, as the pattern of a
   * shell gives paths.
   */
  takesMore?: boolean;
  short?: string;
  /** Another name that it goes by. */
  also?: string;
  /** What stands behind it. */
  value?: string;
  help: string;
}

export type Options = Readonly<Record<string, OptionFacts>>;

/** What every command that prints a result has. */
export const COMMON = {
  json: {
    type: "document",
    value: "[FILE]",
    help: "one JSON document on stdout, or in FILE; words go to stderr",
  },
  quiet: { type: "boolean", short: "q", help: "says on stderr only what went wrong" },
  help: { type: "boolean", short: "h", help: "shows this" },
} as const satisfies Options;

/** A line for each, or more where the terminal is narrow. */
export function optionLines(options: Options, columns: number): string {
  const lines = Object.entries(options).map(([name, { value, short, also, help }]) => {
    const names = [
      ...(short === undefined ? [] : [`-${short}`]),
      `--${name}`,
      ...(also === undefined ? [] : [`--${also}`]),
    ];
    return [`${names.join(", ")}${value === undefined ? "" : ` ${value}`}`, help] as const;
  });
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines
    .map(([left, help]) => `  ${left.padEnd(width)}  ${wrapped(help, width + 4, columns)}`.trimEnd())
    .join("\n");
}
