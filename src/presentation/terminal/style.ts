/** Where a text is shown. */
export interface Terminal {
  /** Its width. */
  columns: number;
  colours: boolean;
}

/** What is asked of a stream such as `process.stdout`. */
export interface TerminalStream {
  isTTY?: boolean;
  columns?: number;
}

/**
 * As wide as the terminal, or 100 columns where it is none; in colours where it is one, unless
 * NO_COLOR or TERM=dumb forbids.
 */
export const terminalOf = (
  { isTTY, columns }: TerminalStream,
  env: NodeJS.ProcessEnv = process.env,
): Terminal => ({
  columns: columns || 100,
  colours: isTTY === true && !env.NO_COLOR && env.TERM !== "dumb",
});

export type Paint = (text: string) => string;

/** By what they say; words or signs say it too. Without colours they change nothing. */
export interface Paints {
  bold: Paint;
  quiet: Paint;
  pass: Paint;
  caution: Paint;
  miss: Paint;
}

export function paintsOf(colours: boolean): Paints {
  const paint =
    (on: number, off: number): Paint =>
    (text) =>
      colours && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return {
    bold: paint(1, 22),
    quiet: paint(2, 22),
    pass: paint(32, 39),
    caution: paint(33, 39),
    miss: paint(31, 39),
  };
}
