import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Cleanup } from "../cleanup";
import { machineFacts } from "../report/machine";
import { copier } from "./copy";
import { measure } from "./rounds";
import { Server } from "./server";
import { described, verdicts } from "./verdict";

const USAGE = `npm run bench:migrate -- [options]
  --rows N       items of the memory.db that is moved; default 1,000,000
  --quick        100,000 items and one round
  --rounds N     default 3
  --json FILE    writes all figures there
The migrator against psql's \\copy of the same rows into the same tables, alternating on one PostgreSQL. Exit code 1 if a target is missed.`;

function wholeNumber(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  const number = Number(text.replaceAll(/[_,]/g, ""));
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rows: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const rows = wholeNumber(values.rows, values.quick ? 100_000 : 1_000_000);
  const rounds = wholeNumber(values.rounds, values.quick ? 1 : 3);
  if (values.help || rows === null || rounds === null) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const cleanup = new Cleanup();
  try {
    const folder = mkdtempSync(join(tmpdir(), "us-bench-"));
    cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
    const server = await Server.start(cleanup);
    const loader = copier();
    const facts = [...machineFacts(), ["PostgreSQL", await server.facts()], ["COPY", loader.what]];
    console.log(facts.map(([label, text]) => `${label!.padEnd(12)}${text}`).join("\n"));
    const say = (what: string): void => console.error(what);
    const setting = { server, copier: loader, folder, interrupted: cleanup.interrupted, say };
    const measured = await measure(setting, { rows, rounds });
    console.log(`\n${described(measured)}`);
    const verdict = verdicts(measured);
    if (values.json !== undefined)
      writeFileSync(
        values.json,
        `${JSON.stringify({ at: new Date(), facts, ...measured, verdict }, null, 2)}\n`,
      );
    return verdict.some(({ met }) => met === false) ? 1 : 0;
  } catch (error) {
    // Ctrl-C makes running work fail; such errors are not reported.
    if (cleanup.interrupted.aborted) return 130;
    throw error;
  } finally {
    await cleanup.run();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
