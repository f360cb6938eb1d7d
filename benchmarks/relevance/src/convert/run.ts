import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, type CommandLine, runCommand } from "../../../../dist/src/command-line/command.js";
import type { Options } from "../../../../dist/src/command-line/options.js";
import { UsageError } from "../../../../dist/src/command-line/usage-error.js";
import { DATA } from "../places.js";
import { CISI, cisi } from "./cisi.js";
import { CRANFIELD, cranfield } from "./cranfield.js";
import { type BeirSet, writeBeir } from "./layout.js";
import { WIKIQA, wikiqa } from "./wikiqa.js";

const OPTIONS = {
  data: {
    type: "string",
    value: "FOLDER",
    help: "gets a folder with the set (default: data in this package)",
  },
  help: { type: "boolean", short: "h", help: "shows this" },
} as const satisfies Options;
type Name = keyof typeof OPTIONS;

interface Converter {
  files: readonly string[];
  /** @param texts of the files, in the same order */
  convert(texts: readonly string[]): BeirSet;
}

const CONVERTERS: Readonly<Record<string, Converter>> = {
  cranfield: { files: CRANFIELD, convert: cranfield },
  cisi: { files: CISI, convert: cisi },
  wikiqa: { files: WIKIQA, convert: wikiqa },
};

async function convert({ values, operands: [name = "", from = ""] }: CommandLine<Name>): Promise<number> {
  const converter = CONVERTERS[name];
  if (converter === undefined)
    throw new UsageError(`The set is one of ${Object.keys(CONVERTERS).join(", ")}.`);
  const folder = fromHere(from);
  const texts = converter.files.map((file) => readFileSync(join(folder, file), "utf8"));
  writeBeir(join(values.data === undefined ? DATA : fromHere(values.data), name), converter.convert(texts));
  return 0;
}

/** npm runs a script in the folder of its package, and says where it was called. */
const fromHere = (folder: string): string => resolve(process.env.INIT_CWD ?? ".", folder);

const CONVERT: Command<Name> = {
  name: "convert",
  program: "npm run convert --",
  synopsis: "SET FOLDER",
  about: "Writes a set in the layout of BEIR, from the files of its distribution in FOLDER.",
  options: OPTIONS,
  notes: Object.entries(CONVERTERS)
    .map(([name, { files }]) => `${name}: ${files.join(", ")}.`)
    .join(" "),
  operands: { most: 2, needs: "the set, such as cranfield, and the folder of its files" },
  examples: [["cranfield", "~/Downloads/cran"]],
  exitCodes: "Exit code 2 when the set cannot be converted.",
  failure: { exitCode: 2 },
  tellsFailure: false,
  run: convert,
};

void runCommand(CONVERT, process.argv.slice(2)).then((code) => process.exit(code));
