/** Where a text is shown. */
export interface Terminal {
  /** Its width. */
  columns: number;
  colours: boolean;
}

/** The members read from a stream such as `process.stdout`. */
export interface TerminalStream {
  isTTY?: boolean;
  columns?: number;
}

/**
 * The terminal of a stream: its width, or 100 columns where it is not a terminal. Colours are on
 * for a terminal, unless NO_COLOR or TERM=dumb turns them off.
 */
export const terminalOf = (
  { isTTY, columns }: TerminalStream,
  env: NodeJS.ProcessEnv = process.env,
): Terminal => ({
  columns: columns || 100,
  colours: isTTY === true && !env.NO_COLOR && env.TERM !== "dumb",
});

export type Paint = (text: string) => string;

/**
 * Colours by meaning; words or signs have the same meaning. Without colours they return the text
 * unchanged.
 */
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
