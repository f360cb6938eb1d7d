import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandLine } from "../../src/command-line/command";
import type { Options } from "../../src/command-line/options";
import { wholeNumber } from "../../src/command-line/values";
import type { Cleanup } from "../cleanup";
import { machineFacts } from "../report/machine";
import { runScript, SCRIPT_OPTIONS } from "../script";
import { copier } from "./copy";
import { measure } from "./rounds";
import { Server } from "./server";
import { described, verdicts } from "./verdict";

const OPTIONS = {
  rows: { type: "string", value: "N", help: "items of the memory.db that is moved (default: 1,000,000)" },
  quick: { type: "boolean", help: "100,000 items and one round" },
  rounds: { type: "string", value: "N", help: "how often each takes its turn (default: 3)" },
  ...SCRIPT_OPTIONS,
} as const satisfies Options;

type Line = CommandLine<keyof typeof OPTIONS>;

function effortOf({ values, flags }: Line): { rows: number; rounds: number } {
  const [rows, rounds] = flags.has("quick") ? ["100000", "1"] : ["1000000", "3"];
  return {
    rows: wholeNumber("rows", (values.rows ?? rows).replaceAll(/[_,]/g, ""), { most: 1_000_000_000 }),
    rounds: wholeNumber("rounds", values.rounds ?? rounds, { most: 1000 }),
  };
}

async function run(line: Line, cleanup: Cleanup): Promise<number> {
  const effort = effortOf(line);
  const folder = mkdtempSync(join(tmpdir(), "us-bench-"));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = await Server.start(cleanup);
  const loader = copier();
  const facts = [...machineFacts(), ["PostgreSQL", await server.facts()], ["COPY", loader.what]];
  console.log(facts.map(([label, text]) => `${label!.padEnd(12)}${text}`).join("\n"));
  const say = (what: string): void => console.error(what);
  const setting = { server, copier: loader, folder, interrupted: cleanup.interrupted, say };
  const measured = await measure(setting, effort);
  console.log(`\n${described(measured)}`);
  const verdict = verdicts(measured);
  if (line.json !== null)
    writeFileSync(line.json, `${JSON.stringify({ at: new Date(), facts, ...measured, verdict }, null, 2)}\n`);
  return verdict.some(({ met }) => met === false) ? 1 : 0;
}

void runScript({
  name: "bench:migrate",
  about:
    "The migrator against psql's \\copy of the same rows into the same tables, by turns on one PostgreSQL.",
  options: OPTIONS,
  exitCodes: "Exit code 1 when a target is missed, 2 when the run itself fails.",
  run,
});
