import { resolve } from "node:path";
import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { note, publishResult } from "../../command-line/output";
import { oneOf } from "../../command-line/values";
import { initProject } from "../../operations/init/init-project";
import { readProject } from "../../operations/init/project";
import { CHOICES, type Choice, checkInit } from "../../operations/init/settings";
import { initText } from "../../operations/init/text";
import type { InitOptions, InitReport } from "../../operations/init/types";
import { confirmed } from "../confirm";
import { OPTION_OF, type OptionName } from "./options";
import { askedFor } from "./questions";

/** `unified-store init` */
export async function run(line: CommandLine<OptionName>): Promise<number> {
  const { flags, json } = line;
  const yes = flags.has("yes");
  const dryRun = flags.has("dry-run");
  const options = await completed(given(line), yes);
  const ahead = await initProject({ ...options, dryRun: true });
  const replaced = ahead.files.filter(({ action }) => action === "replaced").map(({ path }) => path);
  if (!dryRun && replaced.length > 0) {
    const what = `Replacing ${replaced.join(", ")} in ${ahead.settings.folder} loses what is in them.`;
    if (!(await confirmed(what, { yes }))) {
      note("Not done: nothing was written.");
      return EXIT.failed;
    }
  }
  const report = dryRun ? ahead : await initProject(options);
  await publishResult(json, documentOf(report), () => initText(report));
  return EXIT.done;
}

/** What the command line says. @throws UsageError */
function given({ values, flags }: CommandLine<OptionName>): InitOptions {
  const { folder, database } = values;
  const choices = (Object.keys(CHOICES) as Choice[]).flatMap((setting) => {
    const option = OPTION_OF[setting];
    const value = values[option];
    return value === undefined ? [] : [[setting, oneOf<string>(option, value, CHOICES[setting])] as const];
  });
  return { ...Object.fromEntries(choices), folder, database, force: flags.has("force") };
}

/** Before the first question, what is wrong already is said. */
async function completed(options: InitOptions, yes: boolean): Promise<InitOptions> {
  const { settings } = checkInit(options);
  const { stdin: input, stderr: output } = process;
  if (!yes && input.isTTY && output.isTTY)
    return askedFor(options, readProject(resolve(settings.folder)), { input, output });
  const { folder: _, ...taken } = settings;
  const words = Object.entries(taken).map(([name, value]) => `${OPTION_OF[name as Choice] ?? name} ${value}`);
  if (!yes) note(`There is no terminal to ask on. Taken: ${words.join(", ")}.`);
  return options;
}

/** Contents only where they are what was asked for. */
const documentOf = (report: InitReport): unknown =>
  report.dryRun ? report : { ...report, files: report.files.map(({ path, action }) => ({ path, action })) };
