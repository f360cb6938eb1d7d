/** Waits until it is written, or until whoever reads has gone: the process may end right afterwards. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(`${text}\n`, () => resolve());
  });

/** Of a command with `--json` the only words on stdout. */
export const printJson = (value: unknown): Promise<void> => print(JSON.stringify(value, null, 2));

/** What is said to people beside the result. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
