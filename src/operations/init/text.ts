import type { InitReport } from "./types";

/** A report for people. A dry run has the contents too. */
export function initText({ dryRun, settings, files, scripts, notes, next }: InitReport): string {
  const width = dryRun ? "would be replaced".length : "replaced".length;
  const lines = files.map(({ path, action }) => {
    const word = dryRun && action !== "kept" ? `would be ${action}` : action;
    return `  ${word.padEnd(width)}  ${path}`;
  });
  const entries = Object.entries(scripts).map(
    ([name, script]) => `  ${JSON.stringify(name)}: ${JSON.stringify(script)},`,
  );
  const contents = dryRun
    ? files.filter(({ action }) => action !== "kept").map((file) => `--- ${file.path}\n${file.contents}`)
    : [];
  return [
    ...contents,
    [settings.folder, ...lines].join("\n"),
    ...(entries.length === 0 ? [] : [["For the scripts of your package.json:", ...entries].join("\n")]),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    [`Next, in ${settings.folder}:`, ...next.map((command) => `  ${command}`)].join("\n"),
  ].join("\n\n");
}
